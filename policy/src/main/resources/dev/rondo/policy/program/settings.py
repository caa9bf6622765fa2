  # Where things are: the configuration vector and the list of weights, in the order of
  # ModelConfig.weights(). One layout serves every architecture: what only some of them have has a
  # flag in the vector and a place after the layer's nine common weights. Layer i starts at
  # layer_offset(i):
  #   0 input norm, 1 query, 2 key, 3 value, 4 output, 5 post-attention norm, 6 gate, 7 up, 8 down,
  #   then with biases query, key and value bias, then with head norms query norm and key norm.

  def layer_count(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[0])

  def head_count(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[1])

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

  def has_head_norms(self: __torch__.Policy, c: List[float]) -> bool:
    return c[8] != 0.0

  # 0 default, 1 linear, 2 llama3, 3 yarn; its parameters follow at c[10] .. c[14], see rope.py.
  def rope_type(self: __torch__.Policy, c: List[float]) -> int:
    return int(c[9])

  # The vector as numbers.
  def settings(self: __torch__.Policy, configuration: Tensor) -> List[float]:
    return annotate(List[float], configuration.tolist())

  # Number of weights of one layer.
  def layer_stride(self: __torch__.Policy, c: List[float]) -> int:
    stride = 9
    if self.has_biases(c):
      stride = stride + 3
    if self.has_head_norms(c):
      stride = stride + 2
    return stride

  # Index of layer i's first weight.
  def layer_offset(self: __torch__.Policy, c: List[float], layer: int) -> int:
    return 1 + layer * self.layer_stride(c)

  # Bias number k (0 query, 1 key, 2 value) of a layer, or None.
  def bias(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, k: int) -> Optional[Tensor]:
    result = annotate(Optional[Tensor], None)
    if self.has_biases(c):
      result = w[self.layer_offset(c, layer) + 9 + k]
    return result

  # Norm gain k (0 query, 1 key) of a layer's heads (D); only where has_head_norms.
  def head_norm_weight(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, k: int) -> Tensor:
    return w[self.layer_offset(c, layer + 1) - 2 + k]

  # Norm gain of the last norm (hidden).
  def final_norm_weight(self: __torch__.Policy, w: List[Tensor], c: List[float]) -> Tensor:
    return w[self.layer_offset(c, self.layer_count(c))]

  # The matrix from hidden state to logits, (V, hidden); a policy for sampling always ends with it.
  def head_weight(self: __torch__.Policy, w: List[Tensor], c: List[float]) -> Tensor:
    result = w[len(w) - 1]
    if self.is_tied(c) and not self.is_joined(w, 1):
      result = w[0]
    return result
