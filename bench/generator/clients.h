/* The sockets: a customer and a member of staff for each conversation, docs/protocol.md from `hello` to `caught_up`. */
#ifndef CLIENTS_H
#define CLIENTS_H

#include "notes.h"

/* Clients 2k and 2k+1 are the two sides of conversation k. */
typedef struct {
    int fd, index, sent, errors;
    enum { WAITING, CONNECTING, UPGRADING, GREETING, SIGNED_IN, SUBSCRIBING, READY, GONE } state;
    bool is_staff, is_busy; /* busy: a message is on its way, no ack yet */
    char *token, conversation[80], name[24];
    uint8_t *buffer;
    size_t have, room;
    uint64_t last_sent_us;
} Client;

typedef struct {
    uint64_t sent, acked, seen, frames_in, refused;
    Latencies ack, delivery;
    char last_error[200];
} Tally;

extern Client *clients;
extern int n_clients, n_ready, n_gone;
extern Tally tally; /* of the phase that runs */
extern void (*on_ack)(Client *client);

bool clients_load(const char *plan_file);
void clients_connect(const char *port, int inflight);
void client_say(Client *client, uint64_t due_us);
/* Waits until a socket has something, or `until_us`; handles all that came. */
void clients_pump(uint64_t until_us);

#endif
