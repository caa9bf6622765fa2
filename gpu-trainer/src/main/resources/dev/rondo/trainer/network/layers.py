  # The layers forward and backward over a packed micro-batch: all tokens of all its sequences in
  # one row, attention inside each sequence. The way back goes layer by layer and puts each weight's
  # gradient away at once, so that the gradients of one layer exist at a time.
  #
  # batch: ids (N), positions (N), tiles (n * 5), selected (R), targets (R), all int64.
  #   A tile is a first token, rows and columns, and the first token and the length of a prefix:
  #   rows * columns tokens from the first on are as many sequences, right-padded, that all come
  #   after the prefix, tokens of an earlier tile; a prefix of length 0 is none. selected are the
  #   tokens after which the targets come.
  # w are the weights as they compute, float32 or bfloat16; g their gradients, float32.
  # kept is what the forward pass leaves for the way back: per layer what goes in and what stands
  # between attention and feed-forward, (1, N, hidden) each; without recomputation also what
  # attention mixes (1, N, H D) and the inner feed-forward (1, N, inner), with their graphs; with
  # adapters then also the inputs and outputs of the matrices in those graphs, four of attention
  # and three of feed-forward.
  # With adapters no derivative by a whole matrix is made: those of A and B come from the input and
  # the derivative by the output of the matrix.

  # Attention of a layer before its output matrix: x (1, N, hidden) to (1, N, H D); then input and
  # outputs of the query, key and value matrices.
  def mixed(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor, cosine: Tensor, sine: Tensor, tiles: List[int]) -> List[Tensor]:
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    D = self.head_dimension(c)
    N = x.size(1)
    o = self.layer_offset(c, layer)
    normed = self.rms_norm(x, w[o], self.norm_epsilon(c))
    by_query = torch.linear(normed, w[o + 1], self.bias(w, c, layer, 0))
    by_key = torch.linear(normed, w[o + 2], self.bias(w, c, layer, 1))
    by_value = torch.linear(normed, w[o + 3], self.bias(w, c, layer, 2))
    v = by_value.view([1, N, K, D]).transpose(1, 2)
    q, k = self.turned(w, c, layer, by_query.view([1, N, H, D]), by_key.view([1, N, K, D]), cosine, sine)
    starts = annotate(List[int], [])
    sizes = annotate(List[int], [])
    for i in range(len(tiles) // 5):
      starts.append(tiles[5 * i])
      sizes.append(tiles[5 * i + 1] * tiles[5 * i + 2])
    if torch.eq(ops.prim.device(x).type, "cpu"):
      # Attention multiplies many small matrices; the library prepares each one of bfloat16 anew.
      q = torch.to(q, 6)
      k = torch.to(k, 6)
      v = torch.to(v, 6)
    # One cut for all tiles: a slice each would give the way back a tensor of all tokens each.
    tile_queries = torch.split_with_sizes(q, sizes, 2)
    tile_keys = torch.split_with_sizes(k, sizes, 2)
    tile_values = torch.split_with_sizes(v, sizes, 2)
    parts = annotate(List[Tensor], [])
    for i in range(len(sizes)):
      rows = tiles[5 * i + 1]
      columns = tiles[5 * i + 2]
      length = tiles[5 * i + 4]
      queries = tile_queries[i].reshape([H, rows, columns, D]).transpose(0, 1)
      keys = tile_keys[i].reshape([K, rows, columns, D]).transpose(0, 1)
      values = tile_values[i].reshape([K, rows, columns, D]).transpose(0, 1)
      mask = annotate(Optional[Tensor], None)
      if length > 0:
        shared = starts.index(tiles[5 * i + 3])
        keys = torch.cat([tile_keys[shared].expand([rows, K, length, D]), keys], 2)
        values = torch.cat([tile_values[shared].expand([rows, K, length, D]), values], 2)
        mask = torch.tril(torch.ones([columns, length + columns], dtype=11, device=x.device), length)
      width = length + columns
      if K < H:
        # Repeated, since only equal numbers of heads take the attention kernel that never holds
        # columns * columns numbers.
        keys = torch.unsqueeze(keys, 2).expand([rows, K, H // K, width, D]).reshape([rows, H, width, D])
        values = torch.unsqueeze(values, 2).expand([rows, K, H // K, width, D]).reshape([rows, H, width, D])
      part = torch.scaled_dot_product_attention(queries, keys, values, mask, 0., length == 0)
      parts.append(part.transpose(1, 2).reshape([1, sizes[i], H * D]))
    result = parts[0]
    if len(parts) > 1:
      result = torch.cat(parts, 1)
    return annotate(List[Tensor], [torch.type_as(result, x), normed, by_query, by_key, by_value])

  # Feed-forward of a layer before its down matrix: x (1, N, hidden) to (1, N, inner); then input
  # and outputs of the gate and up matrices.
  def inner(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, x: Tensor) -> List[Tensor]:
    o = self.layer_offset(c, layer)
    normed = self.rms_norm(x, w[o + 5], self.norm_epsilon(c))
    gate = torch.linear(normed, w[o + 6], None)
    up = torch.linear(normed, w[o + 7], None)
    return annotate(List[Tensor], [torch.silu(gate) * up, normed, gate, up])

  # The embedding and all layers. Returns the last layer's output (1, N, hidden) and what is kept:
  # nothing for keep 0, two tensors a layer for keep 1, four for keep 2, eleven for keep 3 (2 and 3
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
      y = x + torch.linear(torch.detach(attended[0]), torch.detach(w[o + 4]), None)
      if keep > 1:
        y = torch.requires_grad_(torch.detach(y))
      h = self.inner(w, c, layer, y)
      if keep > 0:
        kept.append(x)
        kept.append(y)
      if keep > 1:
        kept.append(attended[0])
        kept.append(h[0])
      if keep > 2:
        for tensor in attended[1:]:
          kept.append(tensor)
        for tensor in h[1:]:
          kept.append(tensor)
      x = y + torch.linear(torch.detach(h[0]), torch.detach(w[o + 8]), None)
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
        h = annotate(List[Tensor], [kept[stride * layer + 3]])
        for k in range(stride - 8):
          h.append(kept[stride * layer + 8 + k])
      else:
        y = torch.requires_grad_(torch.detach(y))
        h = self.inner(w, c, layer, y)
      self.deposit_product(g, adapters, o + 8, above, torch.detach(h[0]), scale)
      upstream = torch.matmul(above, torch.detach(w[o + 8]))
      if len(adapters) > 1:
        d = self.pull_adapted(g, adapters, [o + 6, o + 7], y, h, upstream, scale)
      else:
        d = self.pull(w, g, adapters, [o + 5, o + 6, o + 7], y, h[0], upstream, scale)
      above = above + d
      if stride > 2:
        attended = annotate(List[Tensor], [kept[stride * layer + 2]])
        for k in range(stride - 7):
          attended.append(kept[stride * layer + 4 + k])
      else:
        x = torch.requires_grad_(torch.detach(x))
        attended = self.mixed(w, c, layer, x, cosine, sine, tiles)
      self.deposit_product(g, adapters, o + 4, above, torch.detach(attended[0]), scale)
      upstream = torch.matmul(above, torch.detach(w[o + 4]))
      if len(adapters) > 1:
        d = self.pull_adapted(g, adapters, [o + 1, o + 2, o + 3], x, attended, upstream, scale)
      else:
        places = [o, o + 1, o + 2, o + 3]
        for k in range(self.layer_stride(c) - 9):
          places.append(o + 9 + k)
        d = self.pull(w, g, adapters, places, x, attended[0], upstream, scale)
      above = above + d
    if self.is_trained(adapters, 0):
      self.add_rows(g[0], batch[0], torch.to(torch.squeeze(above, 0), 6))
    return above

  # Adds rows (N, hidden) to those of sums at ids (N), which repeat. A GPU adds in a fixed order only
  # what is sorted first.
  def add_rows(self: __torch__.Policy, sums: Tensor, ids: Tensor, rows: Tensor) -> None:
    if torch.eq(ops.prim.device(sums).type, "cpu"):
      _1 = torch.index_add_(sums, 0, ids, rows)
    else:
      _2 = torch.index_put_(sums, annotate(List[Optional[Tensor]], [ids]), rows, True)

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
        _1 = torch.add_(g[place], torch._unwrap_optional(found[n]))
        n = n + 1
    return torch._unwrap_optional(found[0])

  # Derivative by input of a piece, given the derivative by what it returns, parts[0]; the adapters
  # of the matrices at places get theirs put away. parts[1] is what goes into these matrices, from
  # parts[2] on stands what comes out of each.
  def pull_adapted(self: __torch__.Policy, g: List[Tensor], adapters: List[Tensor], places: List[int], input: Tensor, parts: List[Tensor], upstream: Tensor, scale: float) -> Tensor:
    by = annotate(List[Tensor], [input])
    for i in range(len(places)):
      if self.is_trained(adapters, places[i]):
        by.append(parts[2 + i])
    found = torch.grad([parts[0]], by, annotate(List[Optional[Tensor]], [upstream]))
    n = 1
    for place in places:
      if self.is_trained(adapters, place):
        self.deposit_product(g, adapters, place, torch._unwrap_optional(found[n]), torch.detach(parts[1]), scale)
        n = n + 1
    return torch._unwrap_optional(found[0])

  # Whether weight number place has a gradient: all have, unless adapters are trained instead.
  def is_trained(self: __torch__.Policy, adapters: List[Tensor], place: int) -> bool:
    result = True
    if len(adapters) > 1:
      result = adapters[2 * place].numel() > 0
    return result

  # Adds the derivative by weight number place of y = x W^T to its gradient, given that by y, above
  # (1, N, out), and x (1, N, in); or to those of its adapter: with W = base + scale * B A, they are
  # scale * (above B)^T x and scale * above^T (x A^T).
  def deposit_product(self: __torch__.Policy, g: List[Tensor], adapters: List[Tensor], place: int, above: Tensor, x: Tensor, scale: float) -> None:
    if self.is_trained(adapters, place):
      by_output = torch.squeeze(above, 0)
      inputs = torch.squeeze(x, 0)
      if len(adapters) > 1:
        a = torch.type_as(torch.detach(adapters[2 * place]), inputs)
        b = torch.type_as(torch.detach(adapters[2 * place + 1]), inputs)
        _1 = torch.add_(g[2 * place], torch.matmul(torch.matmul(by_output, b).t(), inputs), alpha=scale)
        _2 = torch.add_(g[2 * place + 1], torch.matmul(by_output.t(), torch.matmul(inputs, a.t())), alpha=scale)
      else:
        _3 = torch.add_(g[place], torch.matmul(by_output.t(), inputs))
