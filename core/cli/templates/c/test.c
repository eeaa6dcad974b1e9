/* The plugin by itself, without phaseout: describe and one batch made by hand. The criteria have their own cases,
 * which `phaseout --plugins build criteria test` runs. */
#include "phaseout_plugin.h"
#include <stdio.h>
#include <string.h>

static char reply[1 << 20];
static size_t length;

static void collect(void *ctx, const uint8_t *bytes, uint64_t len) {
    (void)ctx;
    if (len < sizeof reply - length) {
        memcpy(reply + length, bytes, (size_t)len);
        length += (size_t)len;
    }
}

static int failed;
#define CHECK(what) ((what) ? (void)0 : (void)(failed = 1, printf("failed: %s\n", #what)))

int main(void) {
    const PhaseoutPluginV1 *plugin = phaseout_plugin_v1();
    CHECK(plugin->abi_version == PHASEOUT_ABI_VERSION && plugin->struct_size == sizeof *plugin);
    CHECK(plugin->describe(collect, NULL) == PHASEOUT_OK);
    CHECK(strstr(reply, "{\"id\":\"@ID@\",") == reply && reply[length - 1] == '}');
    CHECK(strstr(reply, "\"@ID@/example/volume-below-100.toml\"") != NULL);

    /* Three furnaces: a model in the specification, one in the name, and one of which nothing is known. */
    const int32_t name_ends[] = { 0, 0, 5, 5 }, spec_ends[] = { 0, 6, 6, 6 };
    const PhaseoutText texts[] = {
        { 3, name_ends, (const uint8_t *)"SL-60", 5, NULL },
        { 3, spec_ends, (const uint8_t *)"SL-120", 6, NULL },
    };
    const double nothing[3] = { 0 };
    const uint32_t no_flags[3] = { 0 };
    const uint8_t none = 0;
    const int32_t kinds[] = { 0, 1, 0 };
    const PhaseoutIntervals measures[] = { { 3, nothing, nothing, no_flags, &none } };
    const PhaseoutBatch batch = {
        .struct_size = sizeof batch, .rows = 3, .text_count = 2, .texts = texts, .kinds = kinds,
        .measure_count = 1, .measures = measures,
    };
    double lo[3] = { 0 }, hi[3] = { 0 };
    uint32_t flags[3] = { 0 };
    uint8_t valid = 0;
    PhaseoutIntervalsOut volume = { 3, lo, hi, flags, &valid };
    PhaseoutColumns out = { sizeof out, 0, 1, &volume };
    CHECK(plugin->read(&batch, &out, collect, NULL) == PHASEOUT_OK);
    CHECK(valid == 3);
    CHECK(lo[0] == 120 && hi[0] == 120 && lo[1] == 60 && hi[1] == 60);
    if (!failed) {
        printf("ok\n");
    }
    return failed;
}
