#include "notes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const Mid NO_MID = {-1, -1, 0};

static Event *events;
static size_t n_events, room;

uint64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000ull + t.tv_nsec / 1000;
}

int mid_print(char *out, Mid mid) {
    if (mid.n < 0) return *out = 0;
    return sprintf(out, "%d-%d-%" PRIu64, mid.client, mid.n, mid.sent_us);
}

Mid mid_parse(const char *from) {
    Mid mid;
    char *end;
    mid.client = strtol(from, &end, 10);
    if (end == from || *end != '-') return NO_MID;
    mid.n = strtol(end + 1, &end, 10);
    if (*end != '-') return NO_MID;
    mid.sent_us = strtoull(end + 1, &end, 10);
    return mid;
}

void note(enum What what, uint64_t at_us, int client, Mid mid, int seq) {
    if (n_events == room) {
        room = room ? room * 2 : 1 << 16;
        events = realloc(events, room * sizeof *events);
        if (!events) {
            fprintf(stderr, "No memory for the events of this run.\n");
            exit(1);
        }
    }
    events[n_events++] = (Event){at_us, mid, client, seq, what};
}

bool notes_save(const char *file, const char *(*name_of)(int), const char *(*conversation_of)(int)) {
    static const char *words[] = {"invoke", "ack", "seen", "watch", "left"};
    FILE *out = fopen(file, "w");
    if (!out) return false;
    char mid[64];
    for (size_t i = 0; i < n_events; i++) {
        Event *e = &events[i];
        mid_print(mid, e->mid);
        fprintf(out, "%s\t%" PRIu64 "\t%s\t%s\t%s\t%d\n", words[e->what], e->at_us, name_of(e->client),
                conversation_of(e->client), mid, e->seq);
    }
    return fclose(out) == 0;
}

void latency_add(Latencies *all, uint64_t us) {
    if (all->n == all->room) {
        all->room = all->room ? all->room * 2 : 1 << 16;
        all->us = realloc(all->us, all->room * sizeof *all->us);
    }
    all->us[all->n++] = us;
}

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

double latency_ms(Latencies *all, double quantile) {
    if (!all->n) return 0;
    qsort(all->us, all->n, sizeof *all->us, ascending);
    return all->us[(size_t)((all->n - 1) * quantile)] / 1000.0;
}
