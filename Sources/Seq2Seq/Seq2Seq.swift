// The stages under one name: the only import that a user writes.
@_exported import Decoding
@_exported import Layers
@_exported import Models
@_exported import Randomness
@_exported import Tasks
@_exported import Tensors
@_exported import Text
@_exported import Training
