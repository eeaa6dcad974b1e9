/* phaseout_plugin.h: the contract between phaseout and its plugins, ABI v1 (C11).
 *
 * A plugin is a dynamic library that exports one symbol, phaseout_plugin_v1. It returns a table of
 * functions. What an industry can say as data (attributes, kinds, aliases, specification forms,
 * criteria) it hands over as text in `describe`, and the host reads it; code is for the rest.
 *
 * The rules of the house:
 *  - Every buffer belongs to the host. Nothing that is allocated crosses; a plugin keeps no pointer
 *    after it returns. Replies of unknown length go through the host's sink.
 *  - Functions hold no state between calls: the host calls them from several threads at once.
 *  - Text is UTF-8, without a terminating NUL. A pointer may be null where its length is 0.
 *  - Fields are only ever appended. Whoever reads a struct looks at its struct_size first, and takes
 *    a field that lies beyond it as absent. Structs without struct_size never change.
 *  - Measures are numbered by the [[attribute]] tables of plugin.toml with type = "measure", and
 *    kinds by its [[kind]] tables, both in their order in the text, from 0.
 *  - What comes back is not trusted: the host refuses a value that is not finite where it must be,
 *    an interval with lo > hi, and unknown flags.
 *
 * Major 1 is frozen: fields are only ever added at the end of a struct, and struct_size says how many
 * there are. A plugin built against this header runs on every later host of major 1.
 */
#ifndef PHASEOUT_PLUGIN_H
#define PHASEOUT_PLUGIN_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* major << 16 | minor. The host loads a plugin of its own major number only. */
#define PHASEOUT_ABI_VERSION UINT32_C(0x00010000)

/* Status that every function returns. Any other negative number is an error too; the reason goes
 * through the sink, as a sentence for a person. */
#define PHASEOUT_OK 0
#define PHASEOUT_ERROR (-1)        /* the plugin could not do it */
#define PHASEOUT_BAD_ARGUMENT (-2) /* the host broke the contract: a null or too short buffer */
#define PHASEOUT_BAD_TEXT (-3)     /* a text column is not UTF-8 */
#define PHASEOUT_PANIC (-77)       /* the plugin panicked; the panic was caught */

/* Takes a piece of a reply; pieces of one call are joined in their order. */
typedef void (*PhaseoutSink)(void *ctx, const uint8_t *bytes, uint64_t len);

/* A column of texts: row i is bytes[offsets[i] .. offsets[i + 1]]. */
typedef struct PhaseoutText {
    uint64_t rows;
    const int32_t *offsets;  /* rows + 1, from 0, never falling */
    const uint8_t *bytes;    /* null if bytes_len is 0 */
    uint64_t bytes_len;
    const uint8_t *validity; /* one bit for each row, least significant first; null: all valid */
} PhaseoutText;

/* A column of numbers. */
typedef struct PhaseoutNumbers {
    uint64_t rows;
    const double *values;
    const uint8_t *validity; /* as above; a row without its bit is unknown */
} PhaseoutNumbers;

/* A column of intervals, in the unit of their measure. An end that is not known is infinite. */
typedef struct PhaseoutIntervals {
    uint64_t rows;
    const double *lo;
    const double *hi;
    const uint32_t *flags;   /* PHASEOUT_LO_OPEN | PHASEOUT_HI_OPEN */
    const uint8_t *validity; /* as above; a row without its bit is unknown */
} PhaseoutIntervals;

/* The same, to be written. All bits of validity and all flags are 0 when the call begins. */
typedef struct PhaseoutIntervalsOut {
    uint64_t rows;
    double *lo;
    double *hi;
    uint32_t *flags;         /* open ends, and a problem code in bits 8 to 15 */
    uint8_t *validity;       /* set the row's bit to give a value; never null where rows > 0 */
} PhaseoutIntervalsOut;

#define PHASEOUT_LO_OPEN UINT32_C(1)
#define PHASEOUT_HI_OPEN UINT32_C(2)
#define PHASEOUT_PROBLEM(code) ((uint32_t)(code) << 8)

/* Problem codes. A row with a problem and without its validity bit is unknown from then on. */
#define PHASEOUT_PROBLEM_NONE 0
#define PHASEOUT_PROBLEM_IMPOSSIBLE 1    /* a value that cannot be */
#define PHASEOUT_PROBLEM_CONTRADICTION 2 /* two columns that contradict each other */
#define PHASEOUT_PROBLEM_UNREADABLE 3    /* printed, but not to be read */

/* Indexes into PhaseoutBatch.texts. */
#define PHASEOUT_TEXT_EQUIPMENT 0 /* the equipment as printed */
#define PHASEOUT_TEXT_SPEC 1      /* the specification as printed */

/* Indexes into PhaseoutBatch.numbers. */
#define PHASEOUT_NUMBER_QUANTITY 0           /* units in the row; NaN in a valid row: printed, not readable */
#define PHASEOUT_NUMBER_CAPACITY 1           /* capacity in capacity_unit of plugin.toml */
#define PHASEOUT_NUMBER_COMMISSIONED_FIRST 2 /* first day it may have started, days since 1970-01-01 */
#define PHASEOUT_NUMBER_COMMISSIONED_LAST 3  /* last such day */

/* A batch: one row for each unit (a kiln, a mill, a furnace) of one industry. */
typedef struct PhaseoutBatch {
    uint32_t struct_size;
    int32_t as_of_days;      /* the day of the judgement, days since 1970-01-01 */
    uint64_t rows;           /* every column has as many */
    uint64_t text_count;
    const PhaseoutText *texts;
    uint64_t number_count;
    const PhaseoutNumbers *numbers;
    const int32_t *kinds;    /* index of the kind, -1: unknown */
    uint64_t measure_count;  /* as many as plugin.toml declares */
    const PhaseoutIntervals *measures; /* as read so far, by the forms and by columns */
} PhaseoutBatch;

/* Where a plugin writes what it knows: the measures, in the same order. */
typedef struct PhaseoutColumns {
    uint32_t struct_size;
    uint32_t reserved;       /* 0 */
    uint64_t count;          /* as many as plugin.toml declares */
    PhaseoutIntervalsOut *measures;
} PhaseoutColumns;

/* The table. Every function but describe may be null. */
typedef struct PhaseoutPluginV1 {
    uint32_t abi_version;    /* PHASEOUT_ABI_VERSION */
    uint32_t struct_size;    /* sizeof(PhaseoutPluginV1) as the plugin knows it */

    /* Writes one JSON object to the sink:
     *   { "id": "cement", "version": "0.1.0", "plugin_toml": "<text>",
     *     "criteria": [ { "path": "cement/guofa-2010-7/shaft-kiln.toml", "text": "<text>" } ] }
     * A path is relative to the folder criteria/, with slashes. */
    int32_t (*describe)(PhaseoutSink sink, void *ctx);

    /* Reads what declared forms cannot say out of texts and numbers. */
    int32_t (*read)(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx);

    /* Derives measures from measures: comparable energy use, age at as_of_days. */
    int32_t (*derive)(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx);

    /* Finds contradictions in judged lines. `json` holds `len` bytes of UTF-8, not ended by 0:
     *   { "schema": 1, "industry": "cement", "as_of": "2013-07-01", "lang": "zh" or "en",
     *     "capacity_unit": "<unit of every capacity>",
     *     "lines": [ { "line": "RL001", "enterprise": "", "region": "532300" or null,
     *       "verdict": "eliminate", "capacity": "8.05" (a decimal as text) or null,
     *       "units": [ { "equipment": "<kind>", "name": "", "label": "", "quantity": 1 or null,
     *         "verdict": "eliminate", "attributes": {
     *           "<measure>": { "lo": 3.0 or null, "hi": 3.0 or null, "lo_open": false, "hi_open": false },
     *           "<yes_no or word>": { "value": true } } } ] } ] }
     * Members may be added; what a plugin does not know it leaves aside. The answer:
     *   [ { "line": "RL001", "unit": 0 (from 0), "code": "<a-z0-9->", "attribute": "<id>",
     *       "arguments": { "<name>": "<value>" }, "message": { "zh": "", "en": "" } } ]
     * It may speak only of lines, units and attributes that there are; no other members. A faulty answer
     * is refused as a whole. It changes no verdict. */
    int32_t (*inspect)(const uint8_t *json, uint64_t len, PhaseoutSink sink, void *ctx);

    /* Writes report sections about the same, its texts in `lang`. The answer:
     *   [ { "heading": "" }, { "paragraph": "" },
     *     { "table": { "columns": [ "" ], "rows": [ [ "" ] ] } },
     *     { "figure": { "title": "", "unit": "",
     *         "series": [ { "name": "", "points": [ [ "<label>", "<decimal>" ] ] } ] } } ]
     * A row has as many cells as there are columns. At most 500 blocks, 500,000 cells, 4,000 characters
     * a text. Texts are plain: markup in them is printed as it stands. */
    int32_t (*report)(const uint8_t *json, uint64_t len, PhaseoutSink sink, void *ctx);
} PhaseoutPluginV1;

#if defined(_WIN32)
#define PHASEOUT_EXPORT __declspec(dllexport)
#else
#define PHASEOUT_EXPORT __attribute__((visibility("default")))
#endif

/* The one exported symbol. The table it returns lives as long as the library is loaded. */
PHASEOUT_EXPORT const PhaseoutPluginV1 *phaseout_plugin_v1(void);

#ifdef __cplusplus
}
#endif

#endif /* PHASEOUT_PLUGIN_H */
