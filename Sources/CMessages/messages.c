#include "CSeq2SeqMessages.h"

#ifdef SEQ2SEQ_MPI

#include <mpi.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { DATA, LIFE };

// MPI counts what it sends at once in 32 bits.
static const size_t largest_piece = (size_t)1 << 30;

static MPI_Request *requests;
static int request_count, request_room;
// One for each process, of the last sign of life that was sent to it.
static MPI_Request *beats;
static const int beat_values[2] = {0, 1};

static void fail(const char *message) {
    fputs(message, stderr);
    seq2seq_mpi_abort(1);
}

void seq2seq_mpi_begin(int *rank, int *count) {
    int provided;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, count);
    if (provided < MPI_THREAD_SERIALIZED) fail("This MPI does not allow for threads.\n");
    beats = malloc((size_t)*count * sizeof *beats);
    if (!beats) fail("There is no memory for messages.\n");
    for (int p = 0; p < *count; p++) beats[p] = MPI_REQUEST_NULL;
}

static int exit_code;

static void leave(int number) {
    (void)number;
    _exit(exit_code);
}

static void leave_within(unsigned seconds, int code) {
    exit_code = code;
    signal(SIGALRM, leave);
    alarm(seconds);
}

void seq2seq_mpi_end(int code) {
    leave_within(30, code);
    MPI_Finalize();
    alarm(0);
}

void seq2seq_mpi_abort(int code) {
    leave_within(5, code);
    MPI_Abort(MPI_COMM_WORLD, code);
    _exit(code);
}

static MPI_Request *next_request(void) {
    if (request_count == request_room) {
        request_room = 2 * request_room + 16;
        MPI_Request *grown = realloc(requests, (size_t)request_room * sizeof *requests);
        if (!grown) fail("There is no memory for messages.\n");
        requests = grown;
    }
    return &requests[request_count++];
}

static int piece_of(size_t count) { return (int)(count < largest_piece ? count : largest_piece); }

void seq2seq_mpi_send(const void *bytes, size_t count, int process) {
    const char *from = bytes;
    for (; count; from += largest_piece, count -= (size_t)piece_of(count))
        MPI_Isend(from, piece_of(count), MPI_BYTE, process, DATA, MPI_COMM_WORLD, next_request());
}

void seq2seq_mpi_receive(void *bytes, size_t count, int process) {
    char *to = bytes;
    for (; count; to += largest_piece, count -= (size_t)piece_of(count))
        MPI_Irecv(to, piece_of(count), MPI_BYTE, process, DATA, MPI_COMM_WORLD, next_request());
}

int seq2seq_mpi_is_done(void) {
    int is_done;
    MPI_Testall(request_count, requests, &is_done, MPI_STATUSES_IGNORE);
    if (is_done) request_count = 0;
    return is_done;
}

int seq2seq_mpi_beat(int process, int is_last) {
    int is_gone;
    MPI_Test(&beats[process], &is_gone, MPI_STATUS_IGNORE);
    if (is_gone)
        MPI_Isend(&beat_values[is_last], 1, MPI_INT, process, LIFE, MPI_COMM_WORLD, &beats[process]);
    return is_gone;
}

int seq2seq_mpi_heard(int *is_last) {
    int is_there = 0;
    MPI_Status status;
    // The first tries may do no more than to take it from the network.
    for (int attempt = 0; attempt < 16 && !is_there; attempt++)
        MPI_Iprobe(MPI_ANY_SOURCE, LIFE, MPI_COMM_WORLD, &is_there, &status);
    if (!is_there) return -1;
    MPI_Recv(is_last, 1, MPI_INT, status.MPI_SOURCE, LIFE, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    return status.MPI_SOURCE;
}

#endif
