#define _GNU_SOURCE
#include "clients.h"

#include "frames.h"

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

Client *clients;
int n_clients, n_ready, n_gone;
Tally tally;
void (*on_ack)(Client *client);

static int poller = -1, alarm_fd = -1, n_started;

static const char FILLER[] = "我的提币还没有到账，已经等了两个小时。 My withdrawal has not arrived, I have waited for two hours.";

static void die(const char *what) {
    fprintf(stderr, "%s: %s\n", what, strerror(errno));
    exit(1);
}

bool clients_load(const char *plan_file) {
    FILE *plan = fopen(plan_file, "r");
    if (!plan) return false;
    char line[4096];
    while (fgets(line, sizeof line, plan)) {
        char *tab = strchr(line, '\t');
        if (!tab) continue;
        *tab = 0;
        tab[strcspn(tab + 1, "\n") + 1] = 0;
        clients = realloc(clients, (n_clients + 1) * sizeof *clients);
        Client *c = &clients[n_clients];
        *c = (Client){.fd = -1, .index = n_clients++, .is_staff = !strcmp(line, "staff"), .token = strdup(tab + 1)};
        snprintf(c->name, sizeof c->name, "%.8s-%d", line, c->index);
    }
    fclose(plan);
    return n_clients > 0 && n_clients % 2 == 0;
}

static void watch(Client *c, uint32_t events, int how) {
    struct epoll_event e = {.events = events, .data.ptr = c};
    if (epoll_ctl(poller, how, c->fd, &e) < 0) die("epoll_ctl");
}

static void leave(Client *c) {
    if (c->state == GONE) return;
    if (c->state == READY) n_ready--;
    if (c->conversation[0]) note(LEFT, now_us(), c->index, NO_MID, 0);
    c->state = GONE;
    n_gone++;
    close(c->fd);
}

static void put(Client *c, const void *bytes, size_t n) {
    for (size_t done = 0; done < n;) {
        ssize_t wrote = send(c->fd, (const char *)bytes + done, n - done, MSG_NOSIGNAL);
        if (wrote > 0) {
            done += wrote;
        } else if (errno == EAGAIN) {
            struct pollfd p = {.fd = c->fd, .events = POLLOUT};
            poll(&p, 1, 100);
        } else {
            leave(c);
            return;
        }
    }
}

static void put_frame(Client *c, int op, const char *payload, size_t chars) {
    static uint8_t frame[70000];
    put(c, frame, frame_write(frame, op, (Text){payload, chars}));
}

static void start(Client *c, const char *port) {
    int one = 1;
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(atoi(port))};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (c->fd < 0) die("socket (ulimit -n?)");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (void *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
    c->state = CONNECTING;
    watch(c, EPOLLOUT, EPOLL_CTL_ADD);
    n_started++;
}

static void upgrade(Client *c) {
    char request[400];
    int n = snprintf(request, sizeof request,
                     "GET /live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
    c->state = UPGRADING;
    watch(c, EPOLLIN, EPOLL_CTL_MOD);
    put(c, request, n);
}

void client_say(Client *c, uint64_t due_us) {
    char frame[1024], place[90] = "null", id[64];
    Mid mid = {c->index, c->sent++, due_us};
    mid_print(id, mid);
    if (c->conversation[0]) snprintf(place, sizeof place, "\"%s\"", c->conversation);
    int n = snprintf(frame, sizeof frame,
                     "{\"type\":\"send\",\"client_msg_id\":\"%s\",\"conversation\":%s,\"body\":\"%s %s\"}", id, place,
                     id, FILLER);
    c->is_busy = true;
    c->last_sent_us = now_us();
    tally.sent++;
    note(INVOKE, due_us, c->index, mid, 0);
    put_frame(c, OP_TEXT, frame, n);
}

static void subscribe(Client *c) {
    char frame[200];
    int n = snprintf(frame, sizeof frame, "{\"type\":\"subscribe\",\"conversation\":\"%s\",\"after\":0}", c->conversation);
    c->state = SUBSCRIBING;
    put_frame(c, OP_TEXT, frame, n);
}

/* Staff can look in as soon as the customer's first message has made the conversation. */
static void meet(Client *customer) {
    Client *staff = &clients[customer->index ^ 1];
    if (!customer->conversation[0] || staff->state != SIGNED_IN) return;
    memcpy(staff->conversation, customer->conversation, sizeof staff->conversation);
    subscribe(staff);
}

static void on_welcome(Client *c) {
    c->state = SIGNED_IN;
    if (c->is_staff)
        meet(&clients[c->index ^ 1]);
    else
        client_say(c, now_us());
}

static void on_acked(Client *c, Text frame) {
    Text id, place;
    uint64_t at = now_us();
    if (!json_field(frame, "client_msg_id", &id)) return;
    Mid mid = mid_parse(id.at);
    c->is_busy = false;
    tally.acked++;
    latency_add(&tally.ack, at - mid.sent_us);
    if (!c->conversation[0] && json_field(frame, "conversation", &place) && place.chars < sizeof c->conversation) {
        memcpy(c->conversation, place.at, place.chars);
        subscribe(c);
        meet(c);
    }
    note(ACK, at, c->index, mid, json_number(frame, "seq"));
    if (on_ack) on_ack(c);
}

static void on_entry(Client *c, Text frame) {
    Text body;
    uint64_t at = now_us();
    Mid mid = json_field(frame, "body", &body) ? mid_parse(body.at) : NO_MID;
    note(SEEN, at, c->index, mid, json_number(frame, "seq"));
    if (mid.n < 0 || mid.client == c->index) return;
    tally.seen++;
    latency_add(&tally.delivery, at - mid.sent_us);
}

static void on_error(Client *c, Text frame) {
    Text id;
    tally.refused++;
    c->errors++;
    snprintf(tally.last_error, sizeof tally.last_error, "%.*s", (int)frame.chars, frame.at);
    if (json_field(frame, "client_msg_id", &id) && id.chars) {
        c->is_busy = false;
        if (on_ack) on_ack(c);
    }
}

static void on_frame(Client *c, Text frame) {
    Text type;
    tally.frames_in++;
    if (!json_field(frame, "type", &type)) return;
    if (text_is(type, "entry")) {
        on_entry(c, frame);
    } else if (text_is(type, "ack")) {
        on_acked(c, frame);
    } else if (text_is(type, "welcome")) {
        on_welcome(c);
    } else if (text_is(type, "subscribed")) {
        note(WATCH, now_us(), c->index, NO_MID, json_number(frame, "after"));
    } else if (text_is(type, "caught_up") && c->state == SUBSCRIBING) {
        c->state = READY;
        n_ready++;
    } else if (text_is(type, "error")) {
        on_error(c, frame);
    }
}

static size_t after_handshake(Client *c) {
    static const char end[] = "\r\n\r\n";
    uint8_t *found = memmem(c->buffer, c->have, end, 4);
    if (!found) return 0;
    if (memcmp(c->buffer, "HTTP/1.1 101", 12)) {
        fprintf(stderr, "The handshake was refused: %.*s\n", (int)(found - c->buffer), c->buffer);
        exit(1);
    }
    char hello[2200];
    int n = snprintf(hello, sizeof hello, "{\"type\":\"hello\",\"token\":\"%s\"}", c->token);
    c->state = GREETING;
    put_frame(c, OP_TEXT, hello, n);
    return found + 4 - c->buffer;
}

static void take_frames(Client *c) {
    Frame frame;
    size_t used = c->state == UPGRADING ? after_handshake(c) : 0;
    while (c->state > UPGRADING && c->state != GONE && frame_read(c->buffer + used, c->have - used, &frame)) {
        if (frame.op == OP_TEXT) on_frame(c, frame.payload);
        if (frame.op == OP_PING) put_frame(c, OP_PONG, frame.payload.at, frame.payload.chars);
        if (frame.op == OP_CLOSE) {
            int code = frame.payload.chars > 1 ? (uint8_t)frame.payload.at[0] << 8 | (uint8_t)frame.payload.at[1] : 0;
            snprintf(tally.last_error, sizeof tally.last_error, "closed with code %d", code);
            leave(c);
        }
        used += frame.bytes;
    }
    memmove(c->buffer, c->buffer + used, c->have -= used);
}

static void take(Client *c) {
    for (;;) {
        if (c->room - c->have < 16384) c->buffer = realloc(c->buffer, c->room = c->room * 2 + 32768);
        size_t asked = c->room - c->have;
        ssize_t got = recv(c->fd, c->buffer + c->have, asked, 0);
        if (got < 0 && errno == EAGAIN) return;
        if (got <= 0) {
            leave(c);
            return;
        }
        c->have += got;
        take_frames(c);
        if (c->state == GONE || (size_t)got < asked) return;
    }
}

static void open_poller(void) {
    poller = epoll_create1(0);
    alarm_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL};
    if (poller < 0 || alarm_fd < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, alarm_fd, &e) < 0) die("epoll");
}

void clients_connect(const char *port, int inflight) {
    open_poller();
    uint64_t last_us = now_us();
    for (int ready = 0; n_ready < n_clients;) {
        while (n_started < n_clients && n_started - n_ready < inflight) start(&clients[n_started], port);
        clients_pump(now_us() + 50000);
        if (n_ready > ready) last_us = now_us();
        ready = n_ready;
        if (now_us() - last_us > 20000000 || n_gone) {
            fprintf(stderr, "Only %d of %d sockets became ready, %d closed. Last error: %s\n", n_ready, n_clients, n_gone,
                    tally.last_error);
            exit(1);
        }
    }
}

void clients_pump(uint64_t until_us) {
    struct epoll_event came[512];
    struct itimerspec alarm = {.it_value = {until_us / 1000000, until_us % 1000000 * 1000}};
    timerfd_settime(alarm_fd, TFD_TIMER_ABSTIME, &alarm, NULL);
    int n = epoll_wait(poller, came, 512, 1000);
    for (int i = 0; i < n; i++) {
        Client *c = came[i].data.ptr;
        if (!c || c->state == GONE) continue;
        if (c->state == CONNECTING && came[i].events & EPOLLOUT) upgrade(c);
        if (came[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) take(c);
    }
}
