  # Query, key and value heads of normed hidden states x (B, T, hidden): q (B, H, T, D), k and v
  # (B, K, T, D), with biases and head norms where the architecture has them; queries and keys
  # turned by tables that broadcast against (T, D/2).
  def project(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    B = x.size(0)
    T = x.size(1)
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    D = self.head_dimension(c)
    o = self.layer_offset(c, layer)
    if self.is_joined(w, o):
      heads = self.linear(x, w[o + 1], self.bias(w, c, layer, 0)).view([B, T, H + 2 * K, D])
      q = heads[:, :, :H]
      k = heads[:, :, H:H + K]
      v = heads[:, :, H + K:].transpose(1, 2)
    else:
      q = torch.linear(x, w[o + 1], self.bias(w, c, layer, 0)).view([B, T, H, D])
      k = torch.linear(x, w[o + 2], self.bias(w, c, layer, 1)).view([B, T, K, D])
      v = torch.linear(x, w[o + 3], self.bias(w, c, layer, 2)).view([B, T, K, D]).transpose(1, 2)
    q, k = self.turned(w, c, layer, q, k, cosine, sine)
    return (q, k, v)

  # Query heads (B, T, H, D) and key heads (B, T, K, D) normed where the architecture does so and
  # turned: (B, H, T, D) and (B, K, T, D).
  def turned(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, q: Tensor, k: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor]:
    q = self.head_norm(w, c, layer, 0, q).transpose(1, 2)
    k = self.head_norm(w, c, layer, 1, k).transpose(1, 2)
    return (self.rotate(q, cosine, sine), self.rotate(k, cosine, sine))

  # Keys or values (B, K, T, D) of as many heads as there are queries, (B, H, T, D), on a CPU: there
  # only equal numbers of heads take the attention kernel that never holds T * T numbers.
  def repeated(self: __torch__.Policy, c: List[float], heads: Tensor) -> Tensor:
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    result = heads
    if K < H and torch.eq(ops.prim.device(heads).type, "cpu"):
      B = heads.size(0)
      T = heads.size(2)
      D = heads.size(3)
      result = torch.unsqueeze(heads, 2).expand([B, K, H // K, T, D]).reshape([B, H, T, D])
    return result

  # Causal self-attention of whole sequences with grouped queries.
  # x (B, T, hidden); returns (B, T, hidden) and, for the cache, keys and values (B, K, T, D).
  def attention(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    B = x.size(0)
    T = x.size(1)
    q, k, v = self.project(w, c, layer, x, cosine, sine)
    mixed = torch.scaled_dot_product_attention(q, self.repeated(c, k), self.repeated(c, v), None, 0., True, scale=None, enable_gqa=True)
    mixed = mixed.transpose(1, 2).reshape([B, T, self.head_count(c) * self.head_dimension(c)])
    return (self.linear(mixed, w[self.layer_offset(c, layer) + 4], None), k, v)
