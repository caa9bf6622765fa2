  # Where things are: the configuration vector and the list of weights, in the order of
  # ModelConfig.weights(). Layer i starts at layer_offset(i); the optional weights come last.

  def head_count(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[1])

  def layer_count(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[0])

  def key_value_head_count(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[2])

  def head_dimension(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[3])

  def norm_epsilon(self: __torch__.Policy, c: List[float]) -> float:
    return c[4]

  def rope_theta(self: __torch__.Policy, c: List[float]) -> float:
    return c[5]

  def has_biases(self: __torch__.Policy, c: List[float]) -> bool:
    return c[6] != 0.0

  def is_tied(self: __torch__.Policy, c: List[float]) -> bool:
    return c[7] != 0.0

  # The vector as numbers.
  def settings(self: __torch__.Policy, configuration: Tensor) -> List[float]:
    return annotate(List[float], configuration.tolist())

  # Index of layer i's first weight.
  def layer_offset(self: __torch__.Policy, c: List[float], layer: int) -> int:
    stride = 9
    if self.has_biases(c):
      stride = 12
    return 1 + layer * stride

  # Bias number k (0 query, 1 key, 2 value) of a layer, or None.
  def bias(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, k: int) -> Optional[Tensor]:
    result = annotate(Optional[Tensor], None)
    if self.has_biases(c):
      result = w[self.layer_offset(c, layer) + 9 + k]
    return result

  # The matrix from hidden state to logits, (V, hidden).
  def head_weight(self: __torch__.Policy, w: List[Tensor], c: List[float]) -> Tensor:
    result = w[0]
    if not self.is_tied(c):
      result = w[len(w) - 1]
    return result
