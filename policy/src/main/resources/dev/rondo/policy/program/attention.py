  # Causal self-attention of whole sequences with grouped queries.
  # x (B, T, hidden); returns (B, T, hidden) and, for the cache, keys and values (B, K, T, D).
  def attention(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    B = x.size(0)
    T = x.size(1)
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    D = self.head_dimension(c)
    o = self.layer_offset(c, layer)
    q = torch.linear(x, w[o + 1], self.bias(w, c, layer, 0)).view([B, T, H, D]).transpose(1, 2)
    k = torch.linear(x, w[o + 2], self.bias(w, c, layer, 1)).view([B, T, K, D]).transpose(1, 2)
    v = torch.linear(x, w[o + 3], self.bias(w, c, layer, 2)).view([B, T, K, D]).transpose(1, 2)
    q = self.rotate(q, cosine, sine)
    k = self.rotate(k, cosine, sine)
    mixed = torch.scaled_dot_product_attention(q, k, v, None, 0., True, scale=None, enable_gqa=True)
    mixed = mixed.transpose(1, 2).reshape([B, T, H * D])
    return (torch.linear(mixed, w[o + 4], None), k, v)
