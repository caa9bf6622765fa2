  # The layers forward and backward over a packed micro-batch: all tokens of all its sequences in
  # one row, attention inside each sequence. The way back goes layer by layer and puts each weight's
  # gradient away at once, so that the gradients of one layer exist at a time.
  #
  # batch: ids (N), positions (N), tiles (n * 3), selected (R), targets (R), all int64.
  #   A tile is a first token, rows and columns: rows * columns tokens from there on are as many
  #   sequences, right-padded. selected are the tokens after which the targets come.
  # w are the weights as they compute, float32 or bfloat16; g their gradients, float32.
  # kept is what the forward pass leaves for the way back: per layer what goes in and what stands
  # between attention and feed-forward, (1, N, hidden) each; without recomputation also what
  # attention mixes (1, N, H D) and the inner feed-forward (1, N, inner), with their graphs.

  # Attention of a layer before its output matrix: x (1, N, hidden) to (1, N, H D).
  def mixed(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor, tiles: List[int]) -> Tensor:
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    D = self.head_dimension(c)
    o = self.layer_offset(c, layer)
    q, k, v = self.project(w, c, layer, self.rms_norm(x, w[o], self.norm_epsilon(c)), cosine, sine)
    parts = annotate(List[Tensor], [])
    for i in range(len(tiles) // 3):
      first = tiles[3 * i]
      rows = tiles[3 * i + 1]
      columns = tiles[3 * i + 2]
      last = first + rows * columns
      queries = q[0, :, first:last].reshape([H, rows, columns, D]).transpose(0, 1)
      keys = k[0, :, first:last].reshape([K, rows, columns, D]).transpose(0, 1)
      values = v[0, :, first:last].reshape([K, rows, columns, D]).transpose(0, 1)
      if K < H:
        # Repeated, since only equal numbers of heads take the attention kernel that never holds
        # columns * columns numbers.
        keys = torch.unsqueeze(keys, 2).expand([rows, K, H // K, columns, D]).reshape([rows, H, columns, D])
        values = torch.unsqueeze(values, 2).expand([rows, K, H // K, columns, D]).reshape([rows, H, columns, D])
      part = torch.scaled_dot_product_attention(queries, keys, values, None, 0., True)
      parts.append(part.transpose(1, 2).reshape([1, rows * columns, H * D]))
    result = parts[0]
    if len(parts) > 1:
      result = torch.cat(parts, 1)
    return result

  # Feed-forward of a layer before its down matrix: x (1, N, hidden) to (1, N, inner).
  def inner(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor) -> Tensor:
    o = self.layer_offset(c, layer)
    normed = self.rms_norm(x, w[o + 5], self.norm_epsilon(c))
    return torch.silu(torch.linear(normed, w[o + 6], None)) * torch.linear(normed, w[o + 7], None)

  # The embedding and all layers. Returns the last layer's output (1, N, hidden) and what is kept:
  # nothing for keep 0, two tensors a layer for keep 1 (run without gradients), four for keep 2 (run
  # with gradients recorded).
  def layers_forward(self: __torch__.Policy, w: List[Tensor], c: List[float], batch: List[Tensor], keep: int) -> Tuple[Tensor, List[Tensor]]:
    tiles = annotate(List[int], batch[2].tolist())
    cosine, sine = self.rope_tables(batch[1], c)
    kept = annotate(List[Tensor], [])
    x = torch.unsqueeze(torch.embedding(torch.detach(w[0]), batch[0]), 0)
    for layer in range(self.layer_count(c)):
      o = self.layer_offset(c, layer)
      if keep > 1:
        x = torch.requires_grad_(torch.detach(x))
      attended = self.mixed(w, c, layer, x, cosine, sine, tiles)
      y = x + torch.linear(torch.detach(attended), torch.detach(w[o + 4]), None)
      if keep > 1:
        y = torch.requires_grad_(torch.detach(y))
      h = self.inner(w, c, layer, y)
      if keep > 0:
        kept.append(x)
        kept.append(y)
      if keep > 1:
        kept.append(attended)
        kept.append(h)
      x = y + torch.linear(torch.detach(h), torch.detach(w[o + 8]), None)
    return (torch.detach(x), kept)

  # The way back from upstream (1, N, hidden), the derivative by the last layer's output. Adds to g.
  def layers_backward(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], adapters: List[Tensor], c: List[float], batch: List[Tensor], kept: List[Tensor], upstream: Tensor, scale: float) -> Tensor:
    tiles = annotate(List[int], batch[2].tolist())
    cosine, sine = self.rope_tables(batch[1], c)
    layers = self.layer_count(c)
    stride = len(kept) // layers
    above = upstream
    for i in range(layers):
      layer = layers - 1 - i
      o = self.layer_offset(c, layer)
      x = kept[stride * layer]
      y = kept[stride * layer + 1]
      if stride > 2:
        h = kept[stride * layer + 3]
      else:
        y = torch.requires_grad_(torch.detach(y))
        h = self.inner(w, c, layer, y)
      self.deposit_product(g, adapters, o + 8, above, torch.detach(h), scale)
      d = self.pull(w, g, adapters, [o + 5, o + 6, o + 7], y, h, torch.matmul(above, torch.detach(w[o + 8])), scale)
      above = above + d
      if stride > 2:
        attended = kept[stride * layer + 2]
      else:
        x = torch.requires_grad_(torch.detach(x))
        attended = self.mixed(w, c, layer, x, cosine, sine, tiles)
      self.deposit_product(g, adapters, o + 4, above, torch.detach(attended), scale)
      places = [o, o + 1, o + 2, o + 3]
      for k in range(self.layer_stride(c) - 9):
        places.append(o + 9 + k)
      d = self.pull(w, g, adapters, places, x, attended, torch.matmul(above, torch.detach(w[o + 4])), scale)
      above = above + d
    if self.is_trained(adapters, 0):
      _1 = torch.index_add_(g[0], 0, batch[0], torch.to(torch.squeeze(above, 0), 6))
    return above

  # Derivative by input of a piece with output, given the derivative by output; the piece's weights
  # at places get theirs put away.
  def pull(self: __torch__.Policy, w: List[Tensor], g: List[Tensor], adapters: List[Tensor], places: List[int], input: Tensor, output: Tensor, upstream: Tensor, scale: float) -> Tensor:
    by = annotate(List[Tensor], [input])
    for place in places:
      if self.is_trained(adapters, place):
        by.append(w[place])
    found = torch.grad([output], by, annotate(List[Optional[Tensor]], [upstream]))
    n = 1
    for place in places:
      if self.is_trained(adapters, place):
        self.deposit(g, adapters, place, torch._unwrap_optional(found[n]), scale)
        n = n + 1
    return torch._unwrap_optional(found[0])

  # Whether weight number place has a gradient: all have, unless adapters are trained instead.
  def is_trained(self: __torch__.Policy, adapters: List[Tensor], place: int) -> bool:
    result = True
    if len(adapters) > 1:
      result = adapters[2 * place].numel() > 0
    return result

  # Adds the derivative d by weight number place to its gradient, or to those of its adapter: with
  # W = base + scale * B A, they are scale * B^T d and scale * d A^T.
  def deposit(self: __torch__.Policy, g: List[Tensor], adapters: List[Tensor], place: int, d: Tensor, scale: float) -> None:
    if len(adapters) > 1:
      exact = torch.to(d, 6)
      a = torch.detach(adapters[2 * place])
      b = torch.detach(adapters[2 * place + 1])
      _1 = torch.add_(g[2 * place], torch.matmul(b.t(), exact), alpha=scale)
      _2 = torch.add_(g[2 * place + 1], torch.matmul(exact, a.t()), alpha=scale)
    else:
      _3 = torch.add_(g[place], d)

  # The same for y = x W^T with derivative above (1, N, out) by y and x (1, N, in).
  def deposit_product(self: __torch__.Policy, g: List[Tensor], adapters: List[Tensor], place: int, above: Tensor, x: Tensor, scale: float) -> None:
    if self.is_trained(adapters, place):
      self.deposit(g, adapters, place, torch.matmul(torch.squeeze(above, 0).t(), torch.squeeze(x, 0)), scale)
