"""The encoder-decoder of this toolkit, built from PyTorch's own modules.

Written from the formulas alone, not from the Swift sources, so that the two can be
held against each other. The module's parameter names are those of a model file:
`load_state_dict` takes a file's tensors as they are.

Requires: Python 3.11, torch 2.x.

Shapes use these letters: B rows, V vocabulary, E embedding, H hidden, L layers of the
decoder, L' of the encoder, D directions (1 or 2), h = H / D.
"""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import (
    PackedSequence, pack_padded_sequence, pad_packed_sequence, pad_sequence)

PADDING, BEGIN, END, UNKNOWN = 0, 1, 2, 3


class EncoderDecoder(nn.Module):
    """Sequence to sequence learning (Sutskever et al. 2014), with or without global attention
    (Luong et al. 2015), with or without copying and coverage (See et al. 2017).

    `configuration` is the object of that name in a model file's metadata; the keys `cell`, `embedding`, `hidden`, `layers`, `bidirectional`, `bridge`, `reverse_source`, `attention`,
    `input_feeding`, `tie_embeddings`, `encoder_layers`, `decoder_layers`, `residual`, `copy`
    and `coverage` count. With `tag_size` tags that come with a source have vectors of their own:
    the decoder reads their sum with each token and attends to them beside the source. With
    `reads_second_source` a second text has an encoder of its own and the source's embeddings: its
    highest layer's last hidden state is read with each token, and its outputs are attended to
    beside the source (and the tags); where it is empty both are zeros. With a
    `source_size` of 0 there is no source: a language model, whose decoder starts from zeros.
    """

    def __init__(
            self, configuration: dict, source_size: int, target_size: int, tag_size: int = 0):
        super().__init__()
        embedding, hidden = configuration["embedding"], configuration["hidden"]
        layers = configuration.get("layers", 1)
        self.encoder_layers = configuration.get("encoder_layers", layers)
        self.decoder_layers = configuration.get("decoder_layers", layers)
        self.directions = 2 if configuration.get("bidirectional", False) else 1
        self.reverses_source = configuration.get("reverse_source", False)
        if hidden % self.directions:
            raise ValueError(f"hidden must be even to be shared by two directions, but is {hidden}")

        self.source_embedding = nn.Embedding(source_size, embedding) if source_size else None
        self.target_embedding = nn.Embedding(target_size, embedding)
        self.cell = configuration.get("cell", "lstm")
        plain, residual = {
            "lstm": (nn.LSTM, ResidualLSTM), "gru": (TupleGRU, ResidualGRU)}[self.cell]
        stack = residual if configuration.get("residual", False) else plain
        self.encoder = stack(
            embedding, hidden // self.directions, self.encoder_layers,
            bidirectional=self.directions == 2) if source_size else None
        self.second_encoder = stack(
            embedding, hidden // self.directions, self.encoder_layers,
            bidirectional=self.directions == 2
        ) if configuration.get("reads_second_source", False) else None
        self.feeds_input = configuration.get("input_feeding", False)
        self.tag_embedding = nn.Embedding(tag_size, hidden) if tag_size else None
        further = (1 if tag_size else 0) + (1 if self.second_encoder else 0)
        read = embedding + further * hidden
        self.decoder = stack(
            read + (hidden if self.feeds_input else 0), hidden, self.decoder_layers)
        kind = configuration.get("attention", "none")
        covers = configuration.get("coverage", False)
        contexts = 1 + further
        self.attention = None if kind == "none" else Attention(kind, hidden, covers, contexts)
        self.tag_attention = None
        if kind != "none" and tag_size:
            self.tag_attention = Attention(kind, hidden, contexts=0)
        self.second_attention = None
        if kind != "none" and self.second_encoder:
            self.second_attention = Attention(kind, hidden, contexts=0)
        self.bridge = nn.ModuleDict()
        if configuration.get("bridge", "copy") == "dense":
            for layer in range(self.decoder_layers):
                self.bridge[f"hidden_l{layer}"] = nn.Linear(hidden, hidden)
                if self.cell == "lstm":
                    self.bridge[f"cell_l{layer}"] = nn.Linear(hidden, hidden)
        self.output = nn.Linear(hidden, target_size)
        if configuration.get("tie_embeddings", False):
            self.output.weight = self.target_embedding.weight
        self.copy = nn.ModuleDict()
        if configuration.get("copy", False):
            self.copy["gate"] = nn.Linear((1 + contexts) * hidden + read, 1)
        self.freeze_second_biases()

    def freeze_second_biases(self):
        """Sets every `bias_hh` of an LSTM to zero and leaves it out of training: one bias is trained."""
        if self.cell == "gru":
            return  # whose second bias of n is another than the first
        for name, parameter in self.named_parameters():
            if ".bias_hh_" in name:
                nn.init.zeros_(parameter)
                parameter.requires_grad_(False)

    def forward(self, source: PackedSequence, target_input: PackedSequence,
                tags: list[list[int]] | None = None,
                seconds: list[list[int]] | None = None) -> PackedSequence:
        """Logits `[sum of target input lengths, V]` in the packing of `target_input`.

        `source` holds ids without begin or end, as `pack_sources` made it; `target_input`
        holds the begin token and the target.
        """
        steps = self.steps(source, target_input, tags, seconds)
        return with_data(target_input, self.output(steps.outputs))

    def steps(self, source: PackedSequence, target_input: PackedSequence,
              tags: list[list[int]] | None = None,
              seconds: list[list[int]] | None = None) -> "Steps":
        """What the decoder does at every position, in the packing of `target_input`; `tags` and
        `seconds`, the second sources, are those of each row of the batch.
        """
        if self.encoder is None:
            rows, weight = len(target_input.sorted_indices), self.output.bias
            zeros = weight.new_zeros(self.decoder_layers, rows, self.output.in_features)
            state = (zeros, zeros) if self.cell == "lstm" else (zeros,)
            outputs, _ = self.decoder(self.embed_target(target_input), state)
            return Steps(outputs.data, None, None, None)
        memory, state = self.encoder(embed(self.source_embedding, source))
        is_text = self.is_text(source)
        if not is_text.all():  # before anything is read the state is zeros
            state = tuple(part * is_text.unsqueeze(1) for part in state)
        state = tuple(self.bridged(kind, part) for kind, part in zip(("hidden", "cell"), state))
        embedded = self.embed_target(target_input)
        further = self.encode_further(tags, seconds)
        for beside in further:
            summaries = beside.summaries[target_input.sorted_indices]
            rows = [summaries[:active] for active in target_input.batch_sizes.tolist()]
            embedded = with_data(embedded, torch.cat([embedded.data, torch.cat(rows)], dim=1))
        if self.attention is None:
            states, _ = self.decoder(embedded, state)
            return Steps(states.data, None, None, None)
        memory, lengths = pad_packed_sequence(memory, batch_first=True)
        lengths = lengths * is_text
        return self.attended(embedded, state, memory, lengths, further)

    def encode_further(self, tags: list[list[int]] | None,
                       seconds: list[list[int]] | None) -> list["Further"]:
        """What is read beside the sources: tags, then second sources."""
        further = []
        vectors, counts = self.embed_tags(tags)
        if vectors is not None:
            further.append(Further(self.tag_attention, vectors, counts, vectors.sum(dim=1)))
        if self.second_encoder is not None:
            further.append(Further(self.second_attention, *self.encode_second(seconds)))
        return further

    def encode_second(self, seconds: list[list[int]]) -> tuple[Tensor, Tensor, Tensor]:
        """The second encoder's outputs `[B, T, H]`, zeros behind the end of each row, how many
        each has, and the highest layer's last hidden states `[B, H]`; rows may be empty.
        """
        counts = torch.tensor([len(ids) for ids in seconds])
        size, weight = self.output.in_features, self.source_embedding.weight
        vectors = weight.new_zeros(len(seconds), max(1, int(counts.max())), size)
        summaries = weight.new_zeros(len(seconds), size)
        rows = [row for row, ids in enumerate(seconds) if ids]
        if rows:
            packed = self.pack_sources([seconds[row] for row in rows])
            outputs, (hidden, *_) = self.second_encoder(embed(self.source_embedding, packed))
            outputs, _ = pad_packed_sequence(outputs, batch_first=True)
            top = torch.cat(list(hidden[-self.directions:]), dim=1)
            vectors = vectors.index_copy(0, torch.tensor(rows), outputs)
            summaries = summaries.index_copy(0, torch.tensor(rows), top)
        return vectors, counts, summaries

    def embed_tags(self, tags: list[list[int]] | None) -> tuple[Tensor | None, Tensor | None]:
        """Vectors of the tags of each row, zeros where it has fewer, and how many it has."""
        if self.tag_embedding is None:
            return None, None
        counts = torch.tensor([len(ids) for ids in tags])
        width = max(1, int(counts.max()))
        ids = torch.tensor([row + [PADDING] * (width - len(row)) for row in tags])
        is_tag = torch.arange(width).unsqueeze(0) < counts.unsqueeze(1)
        return self.tag_embedding(ids) * is_tag.unsqueeze(2), counts

    def embed_target(self, ids: PackedSequence) -> PackedSequence:
        """What the vocabulary lacks is read as the unknown token."""
        known = ids.data < self.target_embedding.num_embeddings
        return embed(self.target_embedding, with_data(
            ids, torch.where(known, ids.data, UNKNOWN)))

    def attended(
            self, embedded: PackedSequence, state, memory: Tensor, lengths: Tensor,
            further: list["Further"]) -> "Steps":
        """The decoder's attentional states, step by step, in the packing of `embedded`.

        `state` and `memory [B, T, H]` are in the order of the batch.
        """
        order = embedded.sorted_indices
        state = tuple(part[:, order] for part in state)
        memory, lengths = memory[order], lengths[order]
        further = [Further(
            beside.attention, beside.vectors[order], beside.counts[order], beside.summaries[order])
            for beside in further]
        fed = memory.new_zeros(len(lengths), memory.shape[2])
        seen = memory.new_zeros(len(lengths), memory.shape[1])
        outputs, all_weights, gates, coverage_losses, start = [], [], [], [], 0
        for active in embedded.batch_sizes.tolist():
            token = embedded.data[start:start + active]
            read = torch.cat([token, fed[:active]], dim=1) if self.feeds_input else token
            state = tuple(part[:, :active].contiguous() for part in state)
            hidden, state = self.decoder(read.unsqueeze(0), state)
            seen = seen[:active]
            others = [beside.attention.context(
                hidden[0], beside.vectors[:active], beside.counts[:active])[0] for beside in further]
            fed, weights, joined = self.attention(
                hidden[0], memory[:active], lengths[:active], seen, others)
            coverage_losses.append(torch.minimum(weights, seen).sum(dim=1))
            seen = seen + weights
            if self.copy:
                gate = self.gate(joined, token)
                # Where there is nothing to copy, all is generated.
                gates.append(torch.where(lengths[:active].unsqueeze(1) > 0, gate, 1))
            outputs.append(fed)
            all_weights.append(weights)
            start += active
        return Steps(
            torch.cat(outputs), torch.cat(all_weights), torch.cat(gates) if gates else None,
            torch.cat(coverage_losses))

    def gate(self, joined: Tensor, token: Tensor) -> Tensor:
        """The probability of generating, `[B, 1]` (See et al. 2017, eq. 8)."""
        return torch.sigmoid(self.copy["gate"](torch.cat([joined, token], dim=1)))

    def mixed(self, outputs: Tensor, weights: Tensor, gates: Tensor, copies: Tensor) -> Tensor:
        """Probabilities `[N, V + further]` (See et al. 2017, eq. 9).

        `copies [N, T]` are the target's ids of the source tokens, in the order in which they
        are read; where a source is padded, its weight is 0.
        """
        generated = gates * torch.softmax(self.output(outputs), dim=1)
        further = max(0, int(copies.max()) + 1 - generated.shape[1])
        generated = nn.functional.pad(generated, (0, further))
        return generated.scatter_add(1, copies, (1 - gates) * weights)

    def pack_copies(self, copies: list[list[int]], target_input: PackedSequence) -> Tensor:
        """The copies `[N, T]` of each packed target position."""
        copies = [ids or [PADDING] for ids in copies]  # of weight 0
        rows = [torch.tensor(ids[::-1] if self.reverses_source else ids) for ids in copies]
        padded = pad_sequence(rows, batch_first=True)[target_input.sorted_indices]
        return torch.cat([padded[:active] for active in target_input.batch_sizes.tolist()])

    def is_text(self, source: PackedSequence) -> Tensor:
        """For each row of the batch whether it has a token, `[B]`."""
        ids, _ = pad_packed_sequence(source, batch_first=True)
        return ids[:, 0] != PADDING

    def bridged(self, kind: str, state: Tensor) -> Tensor:
        """The decoder's first state `[L, B, H]` from the encoder's last `[L' * D, B, h]`.

        The decoder's layers start from as many of the encoder's highest; if those are too few,
        the ones above them start from the encoder's highest.
        """
        _, rows, size = state.shape
        by_layer = state.view(self.encoder_layers, self.directions, rows, size).transpose(1, 2)
        joined = by_layer.reshape(self.encoder_layers, rows, self.directions * size)
        joined = joined[-self.decoder_layers:]
        missing = self.decoder_layers - len(joined)
        joined = torch.cat([joined, joined[-1:].expand(missing, -1, -1)])
        if not self.bridge:
            return joined
        return torch.stack([
            torch.tanh(self.bridge[f"{kind}_l{layer}"](joined[layer]))
            for layer in range(self.decoder_layers)])

    def pack_sources(self, sources: list[list[int]]) -> PackedSequence:
        """Packs the sources, each turned round first if the model reads them backwards.

        PyTorch packs no empty row: padding stands in its place, and `steps` takes it out again.
        """
        sources = [ids or [PADDING] for ids in sources]
        return pack([ids[::-1] for ids in sources] if self.reverses_source else sources)


class Further(NamedTuple):
    """What is read beside the source of each of B rows: tags, or a second source."""

    attention: "Attention | None"
    vectors: Tensor  # [B, K, H], what is attended to
    counts: Tensor  # [B], how many of the K each row has
    summaries: Tensor  # [B, H], what is read with each token


class Steps(NamedTuple):
    """What the decoder does at N packed target positions."""

    outputs: Tensor  # [N, H], what the output layer reads
    weights: Tensor | None  # [N, T], attention
    gates: Tensor | None  # [N, 1], probabilities of generating
    coverage_losses: Tensor | None  # [N], See et al. 2017, eq. 12


class TupleGRU(nn.GRU):
    """`nn.GRU` whose state is a tuple of one part, as an LSTM's is of two."""

    def forward(self, x, state=None):
        output, final = super().forward(x, state and state[0])
        return output, (final,)


class ResidualLSTM(nn.Module):
    """`nn.LSTM` with each layer's input added to its output, from the second layer on
    (Wu et al. 2016, eq. 6); the parameters have the names that they have there.
    """

    layer = nn.LSTM

    def __init__(self, input_size: int, size: int, layers: int, bidirectional: bool = False):
        super().__init__()
        self.directions = 2 if bidirectional else 1
        # A tuple, as modules in a list of modules would put its name before their parameters'.
        self.stack = tuple(
            self.layer(
                input_size if layer == 0 else self.directions * size, size,
                bidirectional=bidirectional)
            for layer in range(layers))
        for index, layer in enumerate(self.stack):
            for name, parameter in layer.named_parameters():
                self.register_parameter(name.replace("_l0", f"_l{index}"), parameter)

    def forward(self, x, state=None):
        """Output of the last layer, and the states of all `[L * D, B, h]`; `x` may be packed."""
        finals = []
        for index, layer in enumerate(self.stack):
            own = slice(index * self.directions, (index + 1) * self.directions)
            output, final = layer(x, state and tuple(part[own].contiguous() for part in state))
            finals.append(final)
            if index == 0:
                x = output
            elif isinstance(x, PackedSequence):
                x = with_data(x, x.data + output.data)
            else:
                x = x + output
        return x, tuple(torch.cat(parts) for parts in zip(*finals))


class ResidualGRU(ResidualLSTM):
    """The same of `nn.GRU`."""

    layer = TupleGRU


class Attention(nn.Module):
    """Global attention of a decoder state over each row's own source positions.

    Scores of Luong et al. 2015, eq. 7 (dot, general), and Bahdanau et al. 2015 (additive).
    With coverage, what a position was attended to before is added to its key (See et al. 2017,
    eq. 11, for the additive score).
    """

    def __init__(self, kind: str, hidden: int, covers: bool = False, contexts: int = 1):
        super().__init__()
        self.kind = kind
        if kind in ("general", "additive"):
            self.query = nn.Linear(hidden, hidden, bias=False)
        if kind == "additive":
            self.key = nn.Linear(hidden, hidden, bias=False)
            self.energy = nn.Linear(hidden, 1, bias=False)
        if contexts:
            self.combine = nn.Linear((1 + contexts) * hidden, hidden, bias=False)
        self.coverage = nn.Linear(1, hidden, bias=False) if covers else None

    def forward(self, state: Tensor, memory: Tensor, lengths: Tensor, seen: Tensor, others: list):
        """`a [B, H]`, weights `[B, T]` and `[c; h]` with other contexts, from the state `[B, H]`,
        the memory `[B, T, H]` and the sums of the weights before `[B, T]`.
        """
        context, weights = self.context(state, memory, lengths, seen)
        joined = torch.cat([context, state] + others, dim=1)
        return torch.tanh(self.combine(joined)), weights, joined

    def context(self, state: Tensor, memory: Tensor, lengths: Tensor, seen: Tensor | None = None):
        """The context `[B, H]`, zeros for a row without positions, and the weights `[B, T]`."""
        keys = {"dot": lambda: memory, "general": lambda: self.query(memory),
                "additive": lambda: self.key(memory)}[self.kind]()
        if self.coverage is not None:
            keys = keys + self.coverage(seen.unsqueeze(2))
        if self.kind == "additive":
            scores = self.energy(torch.tanh(self.query(state).unsqueeze(1) + keys)).squeeze(2)
        else:
            scores = (keys @ state.unsqueeze(2)).squeeze(2)
        is_token = torch.arange(memory.shape[1]).unsqueeze(0) < lengths.unsqueeze(1)
        # A row without positions has no weights at all.
        is_masked = ~is_token & (lengths > 0).unsqueeze(1)
        weights = torch.softmax(scores.masked_fill(is_masked, float("-inf")), dim=1) * is_token
        return (weights.unsqueeze(1) @ memory).squeeze(1), weights


def pack(sequences: list[list[int]]) -> PackedSequence:
    """Packs rows of ids in any order of lengths."""
    lengths = torch.tensor([len(ids) for ids in sequences])
    padded = pad_sequence([torch.tensor(ids) for ids in sequences], padding_value=PADDING)
    return pack_padded_sequence(padded, lengths, enforce_sorted=False)


def pack_target_inputs(targets: list[list[int]]) -> PackedSequence:
    """What the decoder reads: the begin token, then the target."""
    return pack([[BEGIN] + ids for ids in targets])


def pack_target_outputs(targets: list[list[int]]) -> PackedSequence:
    """What the decoder should say: the target, then the end token."""
    return pack([ids + [END] for ids in targets])


def embed(embedding: nn.Embedding, ids: PackedSequence) -> PackedSequence:
    """Looks up the real positions alone."""
    return with_data(ids, embedding(ids.data))


def with_data(packing: PackedSequence, data: Tensor) -> PackedSequence:
    """`data` under the same packing."""
    return PackedSequence(
        data, packing.batch_sizes, packing.sorted_indices, packing.unsorted_indices)
