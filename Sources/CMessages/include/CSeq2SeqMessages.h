// What a training needs of MPI. Only the package's trait MPI defines it.
//
// One thread at a time may call it. An error of MPI ends all processes with a message of its own.

#ifndef CSEQ2SEQ_MESSAGES_H
#define CSEQ2SEQ_MESSAGES_H

#include <stddef.h>

/// Joins the processes that were started together, and tells which of them this one is.
void seq2seq_mpi_begin(int *rank, int *count);

/// Takes leave of the others, when all do; by the thread that has begun. Should MPI not come to its end within half a
/// minute, the process ends with an exit code: its work is done.
void seq2seq_mpi_end(int code);

/// Ends all processes with an exit code, and this one after five seconds at most even if the others cannot be reached.
_Noreturn void seq2seq_mpi_abort(int code);

/// Begins to send bytes to a process. What one sends to another arrives in order.
void seq2seq_mpi_send(const void *bytes, size_t count, int process);

/// Begins to take as many bytes from a process as it sends.
void seq2seq_mpi_receive(void *bytes, size_t count, int process);

/// Carries on what was begun, and tells whether all of it is done.
int seq2seq_mpi_is_done(void);

/// Sends a sign of life to a process, the last one or not; 0 if the one before it has not gone yet.
int seq2seq_mpi_beat(int process, int is_last);

/// The process of which a sign of life has come; -1 if none has.
int seq2seq_mpi_heard(int *is_last);

#endif
