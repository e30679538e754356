"""The encoder-decoder of this toolkit, built from PyTorch's own modules.

Written from the formulas alone, not from the Swift sources, so that the two can be
held against each other. The module's parameter names are those of a model file:
`load_state_dict` takes a file's tensors as they are.

Requires: Python 3.11, torch 2.x.

Shapes use these letters: B rows, V vocabulary, E embedding, H hidden, L layers,
D directions (1 or 2), h = H / D.
"""

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import PackedSequence, pack_padded_sequence, pad_sequence

PADDING, BEGIN, END, UNKNOWN = 0, 1, 2, 3


class EncoderDecoder(nn.Module):
    """Sequence to sequence learning without attention (Sutskever et al. 2014).

    `configuration` is the object of that name in a model file's metadata; the keys
    `embedding`, `hidden`, `layers`, `bidirectional`, `bridge` and `reverse_source` count.
    """

    def __init__(self, configuration: dict, source_size: int, target_size: int):
        super().__init__()
        embedding, hidden = configuration["embedding"], configuration["hidden"]
        self.layers = configuration.get("layers", 1)
        self.directions = 2 if configuration.get("bidirectional", False) else 1
        self.reverses_source = configuration.get("reverse_source", False)
        if hidden % self.directions:
            raise ValueError(f"hidden must be even to be shared by two directions, but is {hidden}")

        self.source_embedding = nn.Embedding(source_size, embedding)
        self.target_embedding = nn.Embedding(target_size, embedding)
        self.encoder = nn.LSTM(
            embedding, hidden // self.directions, self.layers, bidirectional=self.directions == 2)
        self.decoder = nn.LSTM(embedding, hidden, self.layers)
        self.bridge = nn.ModuleDict()
        if configuration.get("bridge", "copy") == "dense":
            for layer in range(self.layers):
                self.bridge[f"hidden_l{layer}"] = nn.Linear(hidden, hidden)
                self.bridge[f"cell_l{layer}"] = nn.Linear(hidden, hidden)
        self.output = nn.Linear(hidden, target_size)
        self.freeze_second_biases()

    def freeze_second_biases(self):
        """Sets every `bias_hh` to zero and leaves it out of training: one bias is trained."""
        for name, parameter in self.named_parameters():
            if ".bias_hh_" in name:
                nn.init.zeros_(parameter)
                parameter.requires_grad_(False)

    def forward(self, source: PackedSequence, target_input: PackedSequence) -> PackedSequence:
        """Logits `[sum of target input lengths, V]` in the packing of `target_input`.

        `source` holds ids without begin or end, as `pack_sources` made it; `target_input`
        holds the begin token and the target.
        """
        _, (hidden, cell) = self.encoder(embed(self.source_embedding, source))
        state = self.bridged("hidden", hidden), self.bridged("cell", cell)
        states, _ = self.decoder(embed(self.target_embedding, target_input), state)
        return with_data(states, self.output(states.data))

    def bridged(self, kind: str, state: Tensor) -> Tensor:
        """The decoder's first state `[L, B, H]` from the encoder's last `[L * D, B, h]`."""
        _, rows, size = state.shape
        by_layer = state.view(self.layers, self.directions, rows, size).transpose(1, 2)
        joined = by_layer.reshape(self.layers, rows, self.directions * size)
        if not self.bridge:
            return joined
        return torch.stack([
            torch.tanh(self.bridge[f"{kind}_l{layer}"](joined[layer]))
            for layer in range(self.layers)])

    def pack_sources(self, sources: list[list[int]]) -> PackedSequence:
        """Packs the sources, each turned round first if the model reads them backwards."""
        return pack([ids[::-1] for ids in sources] if self.reverses_source else sources)


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
