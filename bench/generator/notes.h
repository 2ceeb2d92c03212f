/* What the clients did and saw, kept in memory while they run (no disk is touched), and latencies. */
#ifndef NOTES_H
#define NOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A message's id says who sent it, as which of theirs, and when: "17-3-902345678". n < 0: none of ours. */
typedef struct {
    int client, n;
    uint64_t sent_us;
} Mid;

enum What { INVOKE, ACK, SEEN, WATCH, LEFT };

typedef struct {
    uint64_t at_us;
    Mid mid;
    int client, seq;
    enum What what;
} Event;

typedef struct {
    uint32_t *us;
    size_t n, room;
} Latencies;

extern const Mid NO_MID;

uint64_t now_us(void);
int mid_print(char *out, Mid mid);
Mid mid_parse(const char *from);

void note(enum What what, uint64_t at_us, int client, Mid mid, int seq);
/* One line an event: what, at, client, conversation, mid, seq. False if the file cannot be written. */
bool notes_save(const char *file, const char *(*name_of)(int client), const char *(*conversation_of)(int client));

void latency_add(Latencies *all, uint64_t us);
double latency_ms(Latencies *all, double quantile);

#endif
