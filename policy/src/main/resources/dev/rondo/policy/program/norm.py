  # Root mean square norm over the last dimension: x / sqrt(mean(x^2) + epsilon) * weight. The
  # statistics are float32 whatever the type of x; the gain is applied in x's type.
  def rms_norm(self: __torch__.Policy, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    normed = torch.rms_norm(torch.to(x, 6), [x.size(-1)], None, epsilon)
    return torch.type_as(normed, x) * weight

  # Query (k = 0) or key (k = 1) heads (..., D) of a layer, normed where the architecture does so.
  def head_norm(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, k: int, heads: Tensor) -> Tensor:
    result = heads
    if self.has_head_norms(c):
      result = self.rms_norm(heads, self.head_norm_weight(w, c, layer, k), self.norm_epsilon(c))
    return result
