/* Ferroalloys (铁合金): submerged arc furnaces, judged by the power of their transformers.
 *
 * Sizes are read by the forms in plugin.toml. Code is here for one thing that data cannot say: three
 * single-phase transformers feed one furnace, and its power is the power of the three together.
 * It holds no state, so the host may call it from any thread. */
#include "phaseout_describe.h"
#include <stddef.h>

/* Measures are numbered from 0, in the order of plugin.toml. */
enum { FURNACE_POWER, SINGLE_PHASE_POWER, MEASURES };

static int is_known(const PhaseoutIntervals *column, uint64_t row) {
    return column->validity == NULL || (column->validity[row / 8] >> (row % 8) & 1);
}

static int32_t derive(const PhaseoutBatch *batch, PhaseoutColumns *out, PhaseoutSink sink, void *ctx) {
    (void)sink, (void)ctx;
    if (batch->measure_count != MEASURES || out->count != MEASURES) {
        return PHASEOUT_BAD_ARGUMENT;
    }
    const PhaseoutIntervals *one = &batch->measures[SINGLE_PHASE_POWER];
    PhaseoutIntervalsOut *whole = &out->measures[FURNACE_POWER];
    for (uint64_t row = 0; row < batch->rows; row++) {
        if (is_known(one, row)) {
            whole->lo[row] = 3 * one->lo[row];
            whole->hi[row] = 3 * one->hi[row];
            whole->flags[row] = one->flags[row] & (PHASEOUT_LO_OPEN | PHASEOUT_HI_OPEN);
            whole->validity[row / 8] |= (uint8_t)(1u << (row % 8));
        }
    }
    return PHASEOUT_OK;
}

static const PhaseoutPluginV1 table = {
    .abi_version = PHASEOUT_ABI_VERSION,
    .struct_size = sizeof(PhaseoutPluginV1),
    .describe = phaseout_describe,
    .derive = derive, /* functions that are not named stay null: the host does not call them */
};

const PhaseoutPluginV1 *phaseout_plugin_v1(void) {
    return &table;
}
