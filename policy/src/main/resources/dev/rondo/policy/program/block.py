  # One transformer layer: attention and SwiGLU feed-forward, each behind a norm and a residual.

  def feed_forward(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor) -> Tensor:
    o = self.layer_offset(c, layer)
    if self.is_joined(w, o):
      both = self.linear(x, w[o + 6], None)
      inner = both.size(-1) // 2
      gated = torch.silu(both[..., :inner]) * both[..., inner:]
    else:
      gated = torch.silu(torch.linear(x, w[o + 6], None)) * torch.linear(x, w[o + 7], None)
    return self.linear(gated, w[o + 8], None)

  # x (B, T, hidden); returns the same shape, and keys and values (B, K, T, D).
  def block(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    o = self.layer_offset(c, layer)
    epsilon = self.norm_epsilon(c)
    attended, k, v = self.attention(w, c, layer, self.rms_norm(x, w[o], epsilon), cosine, sine)
    x = x + attended
    x = x + self.feed_forward(w, c, layer, self.rms_norm(x, w[o + 5], epsilon))
    return (x, k, v)
