  # Root mean square norm over the last dimension: x / sqrt(mean(x^2) + epsilon) * weight.
  def rms_norm(self: __torch__.Policy, x: Tensor, weight: Tensor, epsilon: float) -> Tensor:
    return torch.rms_norm(x, [x.size(-1)], weight, epsilon)
