/* phaseout_describe.h: the texts that embed.sh put into the library, and the function that hands them over.
 * Nothing here is about an industry; take both files as they are. */
#ifndef PHASEOUT_DESCRIBE_H
#define PHASEOUT_DESCRIBE_H

#include "phaseout_plugin.h"

typedef struct PhaseoutFile {
    const char *path;
    const unsigned char *text;
    uint64_t len;
} PhaseoutFile;

/* Written by embed.sh. */
extern const char phaseout_id[];
extern const char phaseout_version[];
extern const PhaseoutFile phaseout_files[];
extern const unsigned phaseout_file_count;

/* `describe` of the table. */
int32_t phaseout_describe(PhaseoutSink sink, void *ctx);

#endif
