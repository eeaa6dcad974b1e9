/* phaseout_describe.c: hands plugin.toml and the criteria to the host, as one JSON object. */
#include "phaseout_describe.h"
#include <string.h>

static void say(PhaseoutSink sink, void *ctx, const char *text) {
    sink(ctx, (const uint8_t *)text, strlen(text));
}

/* A JSON string: quotation mark, backslash and control characters are escaped, the rest goes as it is. */
static void say_string(PhaseoutSink sink, void *ctx, const unsigned char *text, uint64_t len) {
    static const char hex[] = "0123456789abcdef";
    uint64_t start = 0;
    say(sink, ctx, "\"");
    for (uint64_t i = 0; i < len; i++) {
        const unsigned char c = text[i];
        if (c >= 0x20 && c != '"' && c != '\\') {
            continue;
        }
        const uint8_t escape[6] = { '\\', 'u', '0', '0', (uint8_t)hex[c >> 4], (uint8_t)hex[c & 15] };
        sink(ctx, text + start, i - start);
        sink(ctx, escape, sizeof escape);
        start = i + 1;
    }
    sink(ctx, text + start, len - start);
    say(sink, ctx, "\"");
}

static void say_word(PhaseoutSink sink, void *ctx, const char *word) {
    say_string(sink, ctx, (const unsigned char *)word, strlen(word));
}

int32_t phaseout_describe(PhaseoutSink sink, void *ctx) {
    say(sink, ctx, "{\"id\":");
    say_word(sink, ctx, phaseout_id);
    say(sink, ctx, ",\"version\":");
    say_word(sink, ctx, phaseout_version);
    say(sink, ctx, ",\"plugin_toml\":");
    say_string(sink, ctx, phaseout_files[0].text, phaseout_files[0].len);
    say(sink, ctx, ",\"criteria\":[");
    for (unsigned i = 1; i < phaseout_file_count; i++) {
        say(sink, ctx, i == 1 ? "{\"path\":" : ",{\"path\":");
        say_word(sink, ctx, phaseout_files[i].path);
        say(sink, ctx, ",\"text\":");
        say_string(sink, ctx, phaseout_files[i].text, phaseout_files[i].len);
        say(sink, ctx, "}");
    }
    say(sink, ctx, "]}");
    return PHASEOUT_OK;
}
