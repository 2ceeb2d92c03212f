/* load PORT PLAN EVENTS RATE OPEN_S CLOSED_S SILENCE_S ROUNDS: the load of bench/chat.py, one JSON line a phase.
 *
 * PLAN: a line per socket, "customer<TAB>token" and "staff<TAB>token" in turn. Open loop: RATE messages a second, each
 * clocked from the moment it was due, so that a stall of the product or of this program counts; ROUNDS times. Closed loop: every
 * socket sends its next message when the last one is acknowledged, within the documented frames a second. EVENTS gets
 * what every client did and saw, for the oracle. Between phases a line on standard input is waited for. A phase ends
 * when all is acknowledged and shown, or nothing came for SILENCE_S.
 */
#include "clients.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

/* A customer may send 30 frames a second, staff 60; a little less, so that a late clock does no harm. */
enum { CUSTOMER_GAP_US = 36000, STAFF_GAP_US = 18000, DRAIN_US = 120000000 };

static double silence_s;

static const char *name_of(int client) { return clients[client].name; }
static const char *conversation_of(int client) { return clients[client].conversation; }

static double cpu_s(void) {
    struct rusage r;
    getrusage(RUSAGE_SELF, &r);
    return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

/* Waits until all that was sent is acknowledged or refused, and shown to the other side; or nothing comes any more.
 * Who is still being served when patience ends has left early: what comes later is not the product's fault. */
static void drain(void) {
    uint64_t give_up = now_us() + DRAIN_US, heard = now_us(), frames = tally.frames_in;
    while (tally.acked + tally.refused < tally.sent || tally.seen < tally.acked) {
        clients_pump(now_us() + 20000);
        if (tally.frames_in > frames) heard = now_us();
        frames = tally.frames_in;
        if (now_us() > heard + silence_s * 1e6) return;
        if (now_us() > give_up) {
            fprintf(stderr, "Still being served after %d s: the load was too much for this machine.\n", DRAIN_US / 1000000);
            for (int i = 0; i < n_clients; i++) note(LEFT, now_us(), i, NO_MID, 0);
            return;
        }
    }
}

static void report(const char *phase, double seconds, uint64_t acked_in_time, uint64_t seen_in_time, double cpu) {
    printf("{\"phase\":\"%s\",\"seconds\":%.3f,\"sent\":%" PRIu64 ",\"acked\":%" PRIu64 ",\"delivered\":%" PRIu64
           ",\"refused\":%" PRIu64 ",\"closed\":%d,\"acked_per_s\":%.1f,\"delivered_per_s\":%.1f",
           phase, seconds, tally.sent, tally.acked, tally.seen, tally.refused, n_gone, acked_in_time / seconds,
           seen_in_time / seconds);
    printf(",\"ack_p50_ms\":%.3f,\"ack_p99_ms\":%.3f,\"ack_max_ms\":%.3f,\"delivery_p50_ms\":%.3f,"
           "\"delivery_p99_ms\":%.3f,\"generator_cpu\":%.2f}\n",
           latency_ms(&tally.ack, 0.5), latency_ms(&tally.ack, 0.99), latency_ms(&tally.ack, 1),
           latency_ms(&tally.delivery, 0.5), latency_ms(&tally.delivery, 0.99), cpu);
    if (tally.refused || n_gone) fprintf(stderr, "Last refusal: %s\n", tally.last_error);
}

static void open_loop(int rate, double seconds) {
    uint64_t began = now_us(), end = began + seconds * 1e6, due = began;
    double cpu = cpu_s();
    tally = (Tally){0};
    for (uint64_t k = 0; due < end; due = began + ++k * 1000000 / rate) {
        while (now_us() < due) clients_pump(due);
        Client *c = &clients[k * 7919 % n_clients];
        if (c->state == READY) client_say(c, due);
    }
    uint64_t acked = tally.acked, seen = tally.seen;
    double took = (now_us() - began) / 1e6;
    cpu = (cpu_s() - cpu) / took;
    drain();
    report("open", took, acked, seen, cpu);
}

/* Sockets that may soon send again, the earliest first: one ring a side, since each side has one gap. */
static struct {
    int *ring;
    uint64_t first, end;
} resting[2];

static uint64_t may_send_at(Client *c) { return c->last_sent_us + (c->is_staff ? STAFF_GAP_US : CUSTOMER_GAP_US); }

static void rest(Client *c) { resting[c->is_staff].ring[resting[c->is_staff].end++ % n_clients] = c->index; }

static uint64_t wake_rested(uint64_t until_us) {
    uint64_t now = now_us();
    for (int side = 0; side < 2; side++) {
        while (resting[side].first < resting[side].end) {
            Client *c = &clients[resting[side].ring[resting[side].first % n_clients]];
            uint64_t at = may_send_at(c);
            if (at > now) {
                if (at < until_us) until_us = at;
                break;
            }
            resting[side].first++;
            if (c->state == READY) client_say(c, now_us());
        }
    }
    return until_us;
}

static void closed_loop(double seconds) {
    tally = (Tally){0};
    for (int side = 0; side < 2; side++) resting[side].ring = calloc(n_clients, sizeof(int));
    double cpu = cpu_s();
    uint64_t began = now_us(), end = began + seconds * 1e6;
    on_ack = rest;
    for (int i = 0; i < n_clients; i++) rest(&clients[i]);
    while (now_us() < end) clients_pump(wake_rested(end));
    on_ack = NULL;
    uint64_t acked = tally.acked, seen = tally.seen;
    double took = (now_us() - began) / 1e6;
    cpu = (cpu_s() - cpu) / took;
    drain();
    report("closed", took, acked, seen, cpu);
}

static void wait_for_word(void) {
    char line[80];
    fflush(stdout);
    if (!fgets(line, sizeof line, stdin)) exit(1);
}

int main(int n, char **word) {
    if (n != 9 || !clients_load(word[2])) {
        fprintf(stderr, "usage: load PORT PLAN EVENTS RATE OPEN_S CLOSED_S SILENCE_S ROUNDS\n");
        return 2;
    }
    silence_s = atof(word[7]);
    uint64_t began = now_us();
    clients_connect(word[1], 64);
    printf("{\"phase\":\"connected\",\"sockets\":%d,\"seconds\":%.3f}\n", n_clients, (now_us() - began) / 1e6);
    for (int round = 0; round < atoi(word[8]); round++) {
        wait_for_word();
        open_loop(atoi(word[4]), atof(word[5]));
    }
    if (atof(word[6]) > 0) {
        wait_for_word();
        closed_loop(atof(word[6]));
    }
    fflush(stdout);
    if (!notes_save(word[3], name_of, conversation_of)) {
        perror(word[3]);
        return 1;
    }
    return 0;
}
