/* A crowd: sockets that listen, the first few of which also write; docs/protocol.md from `hello` to `caught_up`. */
#ifndef CROWD_H
#define CROWD_H

#include "frames.h"
#include "notes.h"

typedef struct {
    int fd;
    enum { AWAY, CONNECTING, UPGRADING, GREETING, SUBSCRIBING, READY } state;
    char *token, *conversation;
    int after, sent, due_n; /* after: the newest number it was shown; due_n: how many it still has to write */
    bool is_busy;
    uint8_t *rest; /* the beginning of a frame whose end has not come */
    size_t rest_bytes;
    uint64_t back_at_us, said_us;
} Member;

typedef struct {
    uint64_t refused, closed, shown;
    Latencies back, ack; /* from the moment it meant to come until it was caught up; from due to acknowledged */
    char last_error[200];
} Told;

extern Member *members;
extern int n_members, n_writers, n_here;
extern int told_min_ms, told_max_ms; /* how long to wait before coming back, as `welcome` says */
extern Told told;
/* The message that is waited for: the sequence of its writer, how many were shown it, and when the last one was. */
extern int awaited, n_reached;
extern uint64_t reached_us;

bool crowd_load(const char *plan_file, int writers);
void crowd_open(void);
void crowd_come(Member *member, const char *port);
void crowd_cut(Member *member);
void crowd_say(Member *member, uint64_t due_us);
void crowd_pump(uint64_t until_us);

#endif
