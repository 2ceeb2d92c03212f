/* WebSocket frames (RFC 6455) and the few JSON look-ups that docs/protocol.md asks of a client. */
#ifndef FRAMES_H
#define FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    const char *at;
    size_t chars;
} Text;

enum { OP_TEXT = 1, OP_CLOSE = 8, OP_PING = 9, OP_PONG = 10 };

typedef struct {
    int op;
    Text payload;
    size_t bytes; /* of the whole frame */
} Frame;

/* Writes a masked client frame to out (payload + 8 bytes); its length. Payloads up to 65,535 bytes. */
size_t frame_write(uint8_t *out, int op, Text payload);

/* Reads one server frame; false while it is not complete. */
bool frame_read(const uint8_t *from, size_t have, Frame *frame);

/* A field of the outermost object; strings come without their quotes, still escaped. */
bool json_field(Text object, const char *name, Text *value);
long json_number(Text object, const char *name);
bool text_is(Text text, const char *word);

#endif
