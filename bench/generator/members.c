#define _GNU_SOURCE
#include "crowd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { ONE_ADDRESS = 100 }; /* so many of them share a loopback address, as a household would */

Member *members;
int n_members, n_writers, n_here, told_min_ms, told_max_ms, awaited = -1, n_reached;
uint64_t reached_us;
Told told;

static int poller = -1, alarm_fd = -1;
static const char FILLER[] = "行情播报：比特币短时回落百分之三。 Bitcoin is down by three per cent within the hour.";

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

bool crowd_load(const char *plan_file, int writers) {
    FILE *plan = fopen(plan_file, "r");
    char line[4096], token[2048], conversation[90];
    int after;
    if (!plan) return false;
    while (fgets(line, sizeof line, plan)) {
        if (sscanf(line, "%2047s %89s %d", token, conversation, &after) != 3) continue;
        members = realloc(members, (n_members + 1) * sizeof *members);
        members[n_members++] =
            (Member){.fd = -1, .token = strdup(token), .conversation = strdup(conversation), .after = after};
    }
    n_writers = writers;
    return fclose(plan) == 0 && n_members >= writers;
}

void crowd_open(void) {
    poller = epoll_create1(0);
    alarm_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    if (poller < 0 || alarm_fd < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, alarm_fd, &e) < 0) die("epoll");
}

void crowd_cut(Member *m) {
    struct linger at_once = {1, 0};
    if (m->state == AWAY) return;
    if (m->state == READY) n_here--;
    setsockopt(m->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once); /* leaves no port behind that waits */
    close(m->fd);
    free(m->rest);
    m->rest = NULL;
    m->rest_bytes = 0;
    m->state = AWAY;
}

static void lose(Member *m) {
    told.closed++;
    crowd_cut(m);
}

static void put(Member *m, const void *bytes, size_t n) {
    for (size_t done = 0; done < n && m->state != AWAY;) {
        ssize_t wrote = send(m->fd, (const char *)bytes + done, n - done, MSG_NOSIGNAL);
        if (wrote > 0) {
            done += wrote;
        } else if (errno == EAGAIN) {
            struct pollfd p = {.fd = m->fd, .events = POLLOUT};
            poll(&p, 1, 100);
        } else {
            lose(m);
        }
    }
}

static void put_frame(Member *m, int op, const char *payload, size_t chars) {
    static uint8_t frame[70000];
    put(m, frame, frame_write(frame, op, (Text){payload, chars}));
}

static void watch(Member *m, uint32_t events, int how) {
    struct epoll_event e = {.events = events, .data.ptr = m};
    if (epoll_ctl(poller, how, m->fd, &e) < 0) die("epoll_ctl");
}

void crowd_come(Member *m, const char *port) {
    int one = 1, household = (m - members) / ONE_ADDRESS;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))}, from = {.sin_family = AF_INET};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    from.sin_addr.s_addr = htonl(INADDR_LOOPBACK + 256 * (1 + household / 250) + household % 250);
    m->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (m->fd < 0) die("socket (ulimit -n?)");
    setsockopt(m->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(m->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    if (bind(m->fd, (void *)&from, sizeof from) < 0) die("bind");
    if (connect(m->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
    m->state = CONNECTING;
    watch(m, EPOLLOUT, EPOLL_CTL_ADD);
}

static void upgrade(Member *m) {
    static const char request[] =
        "GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    m->state = UPGRADING;
    watch(m, EPOLLIN, EPOLL_CTL_MOD);
    put(m, request, sizeof request - 1);
}

void crowd_say(Member *m, uint64_t due_us) {
    char frame[1024], id[64];
    Mid mid = {m - members, m->sent++, due_us};
    mid_print(id, mid);
    int n = snprintf(frame, sizeof frame,
                     "{\"type\":\"send\",\"client_msg_id\":\"%s\",\"conversation\":\"%s\",\"body\":\"%s %s\"}", id,
                     m->conversation, id, FILLER);
    m->is_busy = true;
    m->said_us = now_us();
    put_frame(m, OP_TEXT, frame, n);
}

static void on_welcome(Member *m, Text frame) {
    char subscribe[200];
    Text wait;
    if (json_field(frame, "reconnect", &wait)) {
        told_min_ms = json_number(wait, "min_ms");
        told_max_ms = json_number(wait, "max_ms");
    }
    int n = snprintf(subscribe, sizeof subscribe, "{\"type\":\"subscribe\",\"conversation\":\"%s\",\"after\":%d}",
                     m->conversation, m->after);
    m->state = SUBSCRIBING;
    put_frame(m, OP_TEXT, subscribe, n);
}

static void on_entry(Member *m, Text frame) {
    Text body;
    int seq = json_number(frame, "seq");
    if (seq != m->after + 1) {
        fprintf(stderr, "Socket %d was shown %d after %d.\n", (int)(m - members), seq, m->after);
        exit(1);
    }
    m->after = seq;
    told.shown++;
    if (awaited >= 0 && json_field(frame, "body", &body) && mid_parse(body.at).n == awaited) {
        n_reached++;
        reached_us = now_us();
    }
}

static void on_frame(Member *m, Text frame) {
    Text type, id;
    if (!json_field(frame, "type", &type)) return;
    if (text_is(type, "entry")) {
        on_entry(m, frame);
    } else if (text_is(type, "ack")) {
        m->is_busy = false;
        if (json_field(frame, "client_msg_id", &id)) latency_add(&told.ack, now_us() - mid_parse(id.at).sent_us);
    } else if (text_is(type, "welcome")) {
        on_welcome(m, frame);
    } else if (text_is(type, "caught_up") && m->state == SUBSCRIBING) {
        m->state = READY;
        n_here++;
        latency_add(&told.back, now_us() - m->back_at_us);
    } else if (text_is(type, "error")) {
        m->is_busy = false;
        told.refused++;
        snprintf(told.last_error, sizeof told.last_error, "%.*s", (int)frame.chars, frame.at);
    }
}

static size_t after_handshake(Member *m, const uint8_t *from, size_t have) {
    char hello[2200];
    const uint8_t *found = memmem(from, have, "\r\n\r\n", 4);
    if (!found) return 0;
    if (memcmp(from, "HTTP/1.1 101", 12)) {
        snprintf(told.last_error, sizeof told.last_error, "handshake: %.40s", from);
        lose(m);
        return 0;
    }
    int n = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\"}", m->token);
    m->state = GREETING;
    put_frame(m, OP_TEXT, hello, n);
    return found + 4 - from;
}

static size_t take_frames(Member *m, const uint8_t *from, size_t have) {
    Frame frame;
    size_t used = m->state == UPGRADING ? after_handshake(m, from, have) : 0;
    while (m->state > UPGRADING && frame_read(from + used, have - used, &frame)) {
        used += frame.bytes;
        if (frame.op == OP_TEXT) on_frame(m, frame.payload);
        if (frame.op == OP_PING) put_frame(m, OP_PONG, frame.payload.at, frame.payload.chars);
        if (frame.op == OP_CLOSE) {
            int code = frame.payload.chars > 1 ? (uint8_t)frame.payload.at[0] << 8 | (uint8_t)frame.payload.at[1] : 0;
            snprintf(told.last_error, sizeof told.last_error, "closed with code %d", code);
            lose(m);
        }
    }
    return used;
}

/* All share one buffer: only what a frame lacks its end for is kept with its socket. */
static void take(Member *m) {
    static uint8_t buffer[1 << 20];
    while (m->state != AWAY) {
        size_t have = m->rest_bytes;
        memcpy(buffer, m->rest, have);
        ssize_t got = recv(m->fd, buffer + have, sizeof buffer - have, 0);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            lose(m);
            return;
        }
        have += got;
        size_t used = take_frames(m, buffer, have);
        if (m->state == AWAY) return;
        m->rest_bytes = have - used;
        m->rest = realloc(m->rest, m->rest_bytes ? m->rest_bytes : 1);
        memcpy(m->rest, buffer + used, m->rest_bytes);
    }
}

void crowd_pump(uint64_t until_us) {
    struct epoll_event came[512];
    struct itimerspec alarm = {.it_value = {until_us / 1000000, until_us % 1000000 * 1000}};
    timerfd_settime(alarm_fd, TFD_TIMER_ABSTIME, &alarm, NULL);
    int n = epoll_wait(poller, came, 512, 1000);
    for (int i = 0; i < n; i++) {
        Member *m = came[i].data.ptr;
        if (!m || m->state == AWAY) continue;
        if (m->state == CONNECTING && came[i].events & EPOLLOUT) upgrade(m);
        if (came[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take(m);
    }
}
