  # Weights as the sampler wants them. A policy that is not trained further has the list of weights
  # of settings.py with these changes: in a layer, 1 holds query|key|value and 6 gate|up, one below
  # the other, and 2, 3 and 7 are empty; with biases 9 holds all three, and 10 and 11 are empty; the
  # matrix from hidden state to logits is the last of the list, tied or not. Where the processor's
  # library has a layout of its own for a matrix, it is in that layout ("packed").

  # Whether a layer, starting at o, is in this form.
  def is_joined(self: __torch__.Policy, w: List[Tensor], o: int) -> bool:
    return w[o + 2].size(0) == 0

  # x (..., in) times a matrix (out, in), plain or packed, plus the bias (out).
  def linear(self: __torch__.Policy, x: Tensor, matrix: Tensor, bias: Optional[Tensor]) -> Tensor:
    if ops.prim.is_mkldnn(matrix):
      result = ops.mkldnn._linear_pointwise(x, matrix, bias, "none", annotate(List[Optional[number]], []), "")
    else:
      result = torch.linear(x, matrix, bias)
    return result

  # A matrix in the library's layout, or itself: small ones gain nothing, and bfloat16 needs a
  # processor that multiplies it.
  def pack(self: __torch__.Policy, matrix: Tensor) -> Tensor:
    result = matrix
    if matrix.size(0) * matrix.size(1) >= 262144 and torch.eq(ops.prim.device(matrix).type, "cpu"):
      if torch.eq(ops.prim.dtype(matrix), 6):
        result = ops.mkldnn._reorder_linear_weight(matrix)
      if torch.eq(ops.prim.dtype(matrix), 15) and ops.mkldnn._is_mkldnn_bf16_supported():
        result = ops.mkldnn._reorder_linear_weight(matrix)
    return result

  # Weights of one layer and its joined ones, (query|key|value), (gate|up) and, with biases,
  # (query|key|value) bias, as one layer for sampling.
  def sampling_layer(self: __torch__.Policy, layer: List[Tensor], joined: List[Tensor]) -> List[Tensor]:
    none = torch.empty([0], dtype=6, device=layer[0].device)
    result = annotate(List[Tensor], [])
    for i in range(len(layer)):
      result.append(layer[i])
    result[1] = self.pack(joined[0])
    result[4] = self.pack(layer[4])
    result[6] = self.pack(joined[1])
    result[8] = self.pack(layer[8])
    result[2] = none
    result[3] = none
    result[7] = none
    if len(joined) > 2:
      result[9] = joined[2]
      result[10] = none
      result[11] = none
    return result

  # The matrix from hidden state to logits for sampling.
  def sampling_head(self: __torch__.Policy, matrix: Tensor) -> Tensor:
    return self.pack(matrix)
