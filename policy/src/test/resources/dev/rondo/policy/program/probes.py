  # Entries by which tests call single functions of the program from Java.

  def probe_norm(self: __torch__.Policy, x: Tensor, weight: Tensor, epsilon: Tensor) -> Tensor:
    return self.rms_norm(x, weight, float(epsilon))

  def probe_rotate(self: __torch__.Policy, x: Tensor, positions: Tensor, configuration: Tensor) -> Tensor:
    cosine, sine = self.position_tables(positions, configuration)
    return self.rotate(x, torch.unsqueeze(cosine, 1), torch.unsqueeze(sine, 1))

  def probe_attention(self: __torch__.Policy, w: List[Tensor], x: Tensor, layer: Tensor, configuration: Tensor) -> Tensor:
    c = self.settings(configuration)
    cosine, sine = self.position_tables(torch.arange(0, x.size(1), dtype=4), configuration)
    return (self.attention(w, c, int(layer), x, cosine, sine))[0]

  def probe_feed_forward(self: __torch__.Policy, w: List[Tensor], x: Tensor, layer: Tensor, configuration: Tensor) -> Tensor:
    return self.feed_forward(w, self.settings(configuration), int(layer), x)

  def probe_trunk(self: __torch__.Policy, w: List[Tensor], ids: Tensor, configuration: Tensor) -> Tensor:
    return self.trunk(w, ids, self.settings(configuration))

  # options: temperature, top_k, top_p.
  def probe_draw(self: __torch__.Policy, logits: Tensor, uniform: Tensor, options: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    given = annotate(List[float], options.tolist())
    return self.draw(logits, uniform, given[0], int(given[1]), given[2])

  # The same by draw_large.
  def probe_draw_large(self: __torch__.Policy, logits: Tensor, uniform: Tensor, options: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    given = annotate(List[float], options.tolist())
    work = torch.zeros([logits.size(0), (logits.size(1) + 127) // 128 * 128], dtype=6)
    return self.draw_large(logits, work, uniform, given[0], int(given[1]), given[2])

  def probe_logits(self: __torch__.Policy, w: List[Tensor], ids: Tensor, configuration: Tensor) -> Tensor:
    c = self.settings(configuration)
    return self.logits(w, c, self.trunk(w, ids, c))
