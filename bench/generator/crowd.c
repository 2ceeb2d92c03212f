/* crowd PORT PLAN WRITERS: the sockets of bench/sockets.py; does what each line on standard input says, answers in JSON.
 *
 * PLAN: a line per socket, "token conversation after". The first WRITERS of them also write.
 *
 *   come FIRST MIN_MS MAX_MS RATE LIMIT_S   sockets from FIRST on come, each after a random while (-1: as `welcome`
 *                       told); meanwhile the writers say RATE messages a second. Ends when all are caught up.
 *   write N             every writer says N messages, each when the one before is acknowledged
 *   say N GAP_MS        the first writer says N messages; each is waited for until every socket was shown it
 *   cut FIRST           sockets from FIRST on are torn down, without a goodbye
 *   idle MS             pings are answered, that is all
 */
#include "crowd.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAP_US = 36000, REACH_US = 30000000 };

static const char *port;

static void answer(const char *phase, double seconds) {
    printf("{\"phase\":\"%s\",\"here\":%d,\"seconds\":%.3f,\"back_p50_ms\":%.1f,\"back_p99_ms\":%.1f,\"acked\":%zu,"
           "\"ack_p50_ms\":%.2f,\"ack_p99_ms\":%.2f,\"shown\":%" PRIu64 ",\"refused\":%" PRIu64 ",\"closed\":%" PRIu64
           ",\"told_min_ms\":%d,\"told_max_ms\":%d}\n",
           phase, n_here, seconds, latency_ms(&told.back, 0.5), latency_ms(&told.back, 0.99), told.ack.n,
           latency_ms(&told.ack, 0.5), latency_ms(&told.ack, 0.99), told.shown, told.refused, told.closed, told_min_ms,
           told_max_ms);
    if (told.refused || told.closed) fprintf(stderr, "Last refusal: %s\n", told.last_error);
    fflush(stdout);
    told = (Told){0};
}

static int by_time(const void *a, const void *b) {
    uint64_t x = (*(Member **)a)->back_at_us, y = (*(Member **)b)->back_at_us;
    return x < y ? -1 : x > y;
}

/* Who comes, the earliest first. A socket that is closed on the way stays away: it is counted, not forgiven. */
static Member **line_up(int first, int min_ms, int max_ms, uint64_t now) {
    Member **queue = calloc(n_members, sizeof *queue);
    for (int i = first; i < n_members; i++) {
        members[i].back_at_us = now + (min_ms + drand48() * (max_ms - min_ms)) * 1000;
        queue[i - first] = &members[i];
    }
    qsort(queue, n_members - first, sizeof *queue, by_time);
    return queue;
}

static void come(int first, int min_ms, int max_ms, int rate, int limit_s) {
    uint64_t began = now_us(), due = began;
    Member **queue = line_up(first, min_ms < 0 ? told_min_ms : min_ms, min_ms < 0 ? told_max_ms : max_ms, began);
    int n = n_members - first, started = 0, spoke = 0;
    while ((started < n || n_here + (int)told.closed < n_members) && now_us() < began + limit_s * 1000000ull) {
        for (; started < n && queue[started]->back_at_us <= now_us(); started++) crowd_come(queue[started], port);
        for (; rate && due <= now_us(); due += 1000000 / rate)
            if (members[spoke % n_writers].state == READY) crowd_say(&members[spoke++ % n_writers], due);
        crowd_pump(now_us() + 2000);
    }
    free(queue);
    answer("come", (now_us() - began) / 1e6);
}

static void write_all(int each) {
    uint64_t began = now_us(), give_up = began + each * 1000000ull + 60000000;
    int open = n_writers;
    for (int i = 0; i < n_writers; i++) members[i].due_n = each;
    while (open && now_us() < give_up) {
        open = 0;
        for (int i = 0; i < n_writers; i++) {
            Member *m = &members[i];
            open += m->is_busy || m->due_n;
            if (m->is_busy || !m->due_n || now_us() < m->said_us + GAP_US) continue;
            m->due_n--;
            crowd_say(m, now_us());
        }
        crowd_pump(now_us() + 2000);
    }
    answer("write", (now_us() - began) / 1e6);
}

static void say(int count, int gap_ms) {
    Latencies reach = {0};
    int fewest = n_members;
    uint64_t began = now_us();
    for (int k = 0; k < count; k++) {
        uint64_t due = now_us();
        awaited = members[0].sent, n_reached = 0, reached_us = due;
        crowd_say(&members[0], due);
        while (n_reached < n_here && now_us() < due + REACH_US) crowd_pump(now_us() + 1000);
        latency_add(&reach, reached_us - due);
        if (n_reached < fewest) fewest = n_reached;
        for (uint64_t until = now_us() + gap_ms * 1000; now_us() < until;) crowd_pump(until);
    }
    awaited = -1;
    printf("{\"phase\":\"say\",\"reached\":%d,\"reach_p50_ms\":%.1f,\"reach_max_ms\":%.1f,\"reach_min_ms\":%.1f}\n", fewest,
           latency_ms(&reach, 0.5), latency_ms(&reach, 1), latency_ms(&reach, 0));
    answer("said", (now_us() - began) / 1e6);
}

static void idle(int ms) {
    uint64_t began = now_us(), until = began + ms * 1000ull;
    while (now_us() < until) crowd_pump(until);
    answer("idle", (now_us() - began) / 1e6);
}

static void cut(int first) {
    for (int i = first; i < n_members; i++) crowd_cut(&members[i]);
    answer("cut", 0);
}

/* Between orders pings are answered: one line comes after each answer, so nothing is left in the buffer of stdin. */
static bool next_order(char *line, int room) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    while (!poll(&input, 1, 0)) crowd_pump(now_us() + 50000);
    return fgets(line, room, stdin);
}

int main(int n, char **word) {
    char line[200], order[20];
    int a[5];
    if (n != 4 || !crowd_load(word[2], atoi(word[3]))) {
        fprintf(stderr, "usage: crowd PORT PLAN WRITERS\n");
        return 2;
    }
    port = word[1];
    crowd_open();
    while (next_order(line, sizeof line)) {
        memset(a, 0, sizeof a);
        if (sscanf(line, "%19s %d %d %d %d %d", order, a, a + 1, a + 2, a + 3, a + 4) < 1) continue;
        if (!strcmp(order, "come")) come(a[0], a[1], a[2], a[3], a[4]);
        if (!strcmp(order, "write")) write_all(a[0]);
        if (!strcmp(order, "say")) say(a[0], a[1]);
        if (!strcmp(order, "cut")) cut(a[0]);
        if (!strcmp(order, "idle")) idle(a[0]);
    }
    return 0;
}
