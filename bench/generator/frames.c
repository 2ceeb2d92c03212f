#include "frames.h"

#include <stdlib.h>
#include <string.h>

size_t frame_write(uint8_t *out, int op, Text payload) {
    size_t head = 2;
    out[0] = 0x80 | op;
    if (payload.chars < 126) {
        out[1] = 0x80 | payload.chars;
    } else {
        out[1] = 0x80 | 126;
        out[2] = payload.chars >> 8;
        out[3] = payload.chars;
        head = 4;
    }
    memset(out + head, 0, 4); /* a mask of zeros: valid, and the text stays readable in a trace */
    memcpy(out + head + 4, payload.at, payload.chars);
    return head + 4 + payload.chars;
}

bool frame_read(const uint8_t *from, size_t have, Frame *frame) {
    if (have < 2) return false;
    size_t head = 2, length = from[1] & 127;
    if (length == 126) {
        if (have < 4) return false;
        head = 4;
        length = from[2] << 8 | from[3];
    } else if (length == 127) {
        if (have < 10) return false;
        head = 10;
        length = 0;
        for (int i = 2; i < 10; i++) length = length << 8 | from[i];
    }
    if (have < head + length) return false;
    frame->op = from[0] & 15;
    frame->payload = (Text){(const char *)from + head, length};
    frame->bytes = head + length;
    return true;
}

static const char *after_string(const char *p, const char *end) {
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\') p++;
    return p + 1;
}

static const char *after_value(const char *p, const char *end) {
    if (*p == '"') return after_string(p, end);
    int depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = after_string(p, end);
            continue;
        }
        if (*p == '{' || *p == '[') depth++;
        if (*p == '}' || *p == ']') {
            if (depth == 0) return p;
            depth--;
        }
        if (*p == ',' && depth == 0) return p;
        p++;
    }
    return p;
}

bool json_field(Text object, const char *name, Text *value) {
    const char *p = object.at, *end = object.at + object.chars;
    size_t chars = strlen(name);
    while (p < end && (p = memchr(p, '"', end - p))) {
        const char *key = p + 1;
        p = after_string(p, end);
        bool is_it = (size_t)(p - 1 - key) == chars && !memcmp(key, name, chars);
        while (p < end && (*p == ':' || *p == ' ')) p++;
        if (p >= end) return false;
        const char *start = p;
        p = after_value(p, end);
        if (!is_it) continue;
        bool is_string = *start == '"';
        *value = is_string ? (Text){start + 1, p - start - 2} : (Text){start, p - start};
        return true;
    }
    return false;
}

long json_number(Text object, const char *name) {
    Text value;
    return json_field(object, name, &value) ? strtol(value.at, NULL, 10) : 0;
}

bool text_is(Text text, const char *word) {
    return text.chars == strlen(word) && !memcmp(text.at, word, text.chars);
}
