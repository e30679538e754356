// What a training needs of MPI. Only the package's trait MPI defines it.
//
// All of it is for the thread that has begun. An error of MPI ends all processes with a message of its own.

#ifndef CSEQ2SEQ_MESSAGES_H
#define CSEQ2SEQ_MESSAGES_H

#include <stddef.h>

/// Joins the processes that were started together, and tells which of them this one is.
void seq2seq_mpi_begin(int *rank, int *count);

/// Takes leave of the others, when all do.
void seq2seq_mpi_end(void);

/// Ends all processes with an exit code.
void seq2seq_mpi_abort(int code);

/// Sends `outgoing_counts[p]` floats at `outgoing[p]` to each process p, and takes as many from it as it sends.
void seq2seq_mpi_exchange(const float *const *outgoing, const int *outgoing_counts, float *const *incoming,
                          const int *incoming_counts);

/// Gives everybody the parts of a buffer that the others hold: `counts[p]` floats from `starts[p]` on are those of p.
void seq2seq_mpi_gather(float *values, const int *counts, const int *starts);

/// Tells how many bytes each process has.
void seq2seq_mpi_gather_counts(int own, int *counts);

/// Puts the bytes of all processes together, where `starts` says.
void seq2seq_mpi_gather_bytes(const unsigned char *own, int count, unsigned char *all, const int *counts,
                              const int *starts);

/// Whether any process has a number other than 0.
int seq2seq_mpi_any(int own);

#endif
