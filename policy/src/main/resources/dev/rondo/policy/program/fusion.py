  # Weights as the sampler wants them: query, key and value in one matrix, gate and up in another.
  # A model allocates these joined weights, and its separate weights are views into them, so a
  # policy is held in memory once.

  # Number of joined weights of one layer: (query|key|value) matrix, gate|up matrix and, with
  # biases, the (query|key|value) bias.
  def fused_stride(self: __torch__.Policy, c: List[float]) -> int:
    stride = 2
    if self.has_biases(c):
      stride = 3
    return stride
