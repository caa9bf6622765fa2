  # Token ids (B, T), right-padded, to hidden states (B, T, hidden) after the last norm.
  # Positions are 0 .. T-1 and attention is causal, so padding never reaches a real token.
  # Differentiable in w.
  def trunk(self: __torch__.Policy, w: List[Tensor], ids: Tensor, c: List[float]) -> Tensor:
    positions = torch.arange(0, ids.size(1), dtype=4, device=ids.device)
    cosine, sine = self.rope_tables(positions, c)
    x = torch.embedding(w[0], ids)
    for layer in range(self.layer_count(c)):
      x, k, v = self.block(w, c, layer, x, cosine, sine)
    return self.rms_norm(x, self.final_norm_weight(w, c), self.norm_epsilon(c))
