#include "CSeq2SeqMessages.h"

#ifdef SEQ2SEQ_MPI

#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int own_rank, process_count;
static MPI_Request *requests;

void seq2seq_mpi_begin(int *rank, int *count) {
    int provided;
    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, &own_rank);
    MPI_Comm_size(MPI_COMM_WORLD, &process_count);
    requests = calloc(2 * (size_t)process_count, sizeof *requests);
    if (provided < MPI_THREAD_FUNNELED || !requests) {
        fputs("MPI has no room, or does not allow for threads.\n", stderr);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    *rank = own_rank;
    *count = process_count;
}

void seq2seq_mpi_end(void) { MPI_Finalize(); }

void seq2seq_mpi_abort(int code) { MPI_Abort(MPI_COMM_WORLD, code); }

void seq2seq_mpi_exchange(const float *const *outgoing, const int *outgoing_counts, float *const *incoming,
                          const int *incoming_counts) {
    int pending = 0;
    for (int p = 0; p < process_count; p++)
        if (p != own_rank && incoming_counts[p])
            MPI_Irecv(incoming[p], incoming_counts[p], MPI_FLOAT, p, 0, MPI_COMM_WORLD, &requests[pending++]);
    // Each begins with its neighbour, so that not all send to the same one at once.
    for (int step = 1; step < process_count; step++) {
        int p = (own_rank + step) % process_count;
        if (outgoing_counts[p])
            MPI_Isend(outgoing[p], outgoing_counts[p], MPI_FLOAT, p, 0, MPI_COMM_WORLD, &requests[pending++]);
    }
    if (incoming_counts[own_rank])
        memcpy(incoming[own_rank], outgoing[own_rank], (size_t)incoming_counts[own_rank] * sizeof(float));
    MPI_Waitall(pending, requests, MPI_STATUSES_IGNORE);
}

void seq2seq_mpi_gather(float *values, const int *counts, const int *starts) {
    MPI_Allgatherv(MPI_IN_PLACE, 0, MPI_DATATYPE_NULL, values, counts, starts, MPI_FLOAT, MPI_COMM_WORLD);
}

void seq2seq_mpi_gather_counts(int own, int *counts) {
    MPI_Allgather(&own, 1, MPI_INT, counts, 1, MPI_INT, MPI_COMM_WORLD);
}

void seq2seq_mpi_gather_bytes(const unsigned char *own, int count, unsigned char *all, const int *counts,
                              const int *starts) {
    MPI_Allgatherv(own, count, MPI_BYTE, all, counts, starts, MPI_BYTE, MPI_COMM_WORLD);
}

int seq2seq_mpi_any(int own) {
    int any = 0;
    MPI_Allreduce(&own, &any, 1, MPI_INT, MPI_LOR, MPI_COMM_WORLD);
    return any;
}

#endif
