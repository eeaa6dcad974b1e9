/* @NAME@: what data cannot say. Words and forms stand in plugin.toml, the law in criteria/.
 *
 * If data says all, leave .read out of the table below. Nothing is allocated and no state is held: every buffer
 * is the host's, and the host may call from several threads at once. */
#include "phaseout_describe.h"
#include <stddef.h>
#include <string.h>

/* Measures and kinds are numbered from 0, in the order of plugin.toml. */
enum { VOLUME, MEASURES };
enum { EXAMPLE_FURNACE, EXAMPLE_ROTARY_FURNACE };

/* 120 for SL-120, 0 for anything else. Text does not end with a NUL. */
static double model_volume(const uint8_t *text, size_t len) {
    for (size_t at = 0; at + 3 < len; at++) {
        if (memcmp(text + at, "SL-", 3) == 0) {
            double volume = 0;
            for (at += 3; at < len && text[at] >= '0' && text[at] <= '9'; at++) {
                volume = 10 * volume + (text[at] - '0');
            }
            return volume < 1e6 ? volume : 0;
        }
    }
    return 0;
}

/* The volume (m3) of furnaces for which a list gives the model only. */
static int32_t read_models(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx) {
    (void)sink, (void)ctx;
    if (batch->measure_count != MEASURES || out->count != MEASURES || batch->text_count <= PHASEOUT_TEXT_SPEC) {
        return PHASEOUT_BAD_ARGUMENT;
    }
    const PhaseoutText *spec = &batch->texts[PHASEOUT_TEXT_SPEC], *name = &batch->texts[PHASEOUT_TEXT_EQUIPMENT];
    const PhaseoutIntervals *known = &batch->measures[VOLUME];
    PhaseoutIntervalsOut *volume = &out->measures[VOLUME];
    for (uint64_t row = 0; row < batch->rows; row++) {
        if ((batch->kinds[row] != EXAMPLE_FURNACE && batch->kinds[row] != EXAMPLE_ROTARY_FURNACE)
            || known->validity == NULL || (known->validity[row / 8] >> (row % 8) & 1)) {
            continue; /* another kind; or printed, which says more than a name */
        }
        double read = model_volume(spec->bytes + spec->offsets[row], (size_t)(spec->offsets[row + 1] - spec->offsets[row]));
        if (read == 0) {
            read = model_volume(name->bytes + name->offsets[row], (size_t)(name->offsets[row + 1] - name->offsets[row]));
        }
        if (read > 0) {
            volume->lo[row] = volume->hi[row] = read;
            volume->validity[row / 8] |= (uint8_t)(1u << (row % 8));
        }
    }
    return PHASEOUT_OK;
}

static const PhaseoutPluginV1 table = {
    .abi_version = PHASEOUT_ABI_VERSION,
    .struct_size = sizeof(PhaseoutPluginV1),
    .describe = phaseout_describe,
    .read = read_models, /* functions that are not named stay null: the host does not call them */
};

const PhaseoutPluginV1 *phaseout_plugin_v1(void) {
    return &table;
}
