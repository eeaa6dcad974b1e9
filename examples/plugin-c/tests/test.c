/* The plugin by itself, without a host: describe and one batch made by hand. */
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
    CHECK(strstr(reply, "{\"id\":\"ferroalloy\",") == reply && reply[length - 1] == '}');
    CHECK(strstr(reply, "\"ferroalloy/guofa-2010-7/furnace-below-6300kva.toml\"") != NULL);

    /* Two furnaces: one on three transformers of 2100 kVA, one of which nothing is known. */
    const double lo[] = { 2100, 0 }, hi[] = { 2100, 0 };
    const uint32_t flags[] = { 0, 0 };
    const uint8_t first = 1, none = 0;
    const PhaseoutIntervals measures[] = { { 2, lo, hi, flags, &none }, { 2, lo, hi, flags, &first } };
    const PhaseoutBatch batch = { .struct_size = sizeof batch, .rows = 2, .measure_count = 2, .measures = measures };
    double out_lo[2][2] = { { 0 } }, out_hi[2][2] = { { 0 } };
    uint32_t out_flags[2][2] = { { 0 } };
    uint8_t valid[2] = { 0 };
    PhaseoutIntervalsOut columns[] = {
        { 2, out_lo[0], out_hi[0], out_flags[0], &valid[0] },
        { 2, out_lo[1], out_hi[1], out_flags[1], &valid[1] },
    };
    PhaseoutColumns out = { sizeof out, 0, 2, columns };
    CHECK(plugin->derive(&batch, &out, collect, NULL) == PHASEOUT_OK);
    CHECK(valid[0] == 1 && valid[1] == 0); /* the first furnace's power, and nothing else */
    CHECK(out_lo[0][0] == 6300 && out_hi[0][0] == 6300);
    if (!failed) {
        printf("ok\n");
    }
    return failed;
}
