  # One further position for a batch of rows (A of them), with keys and values kept from before.
  # w: the weights in the form of fusion.py. caches: per layer keys, then values, (rows, K, capacity,
  # D) each, in the weights' type; the first A rows are in use.

  # An empty cache of these sizes and this type. Zeros, for what is masked is still multiplied.
  def empty_cache(self: __torch__.Policy, sizes: Tensor, type: Tensor) -> Tensor:
    return torch.zeros(annotate(List[int], sizes.tolist()), dtype=int(type), device=sizes.device)

  # A cache with more columns and only the first rows of this one.
  def grow_cache(self: __torch__.Policy, cache: Tensor, rows: Tensor, capacity: Tensor) -> Tensor:
    A = int(rows)
    wider = torch.zeros([A, cache.size(1), int(capacity), cache.size(3)], dtype=ops.prim.dtype(cache), device=cache.device)
    _1 = torch.copy_(wider[:, :, :cache.size(2)], cache[:A])
    return wider

  # Runs prompts (B, T), right-padded and without their last token, and puts their keys and values
  # into cache rows from first_row on; row r takes those of prompt prompt_of_row[r - first_row].
  def prefill(self: __torch__.Policy, w: List[Tensor], ids: Tensor, prompt_of_row: Tensor, caches: List[Tensor], configuration: Tensor, first_row: Tensor) -> Tensor:
    c = self.settings(configuration)
    first = int(first_row)
    last = first + prompt_of_row.size(0)
    T = ids.size(1)
    positions = torch.arange(0, T, dtype=4, device=ids.device)
    cosine, sine = self.rope_tables(positions, c)
    x = torch.embedding(w[0], ids)
    for layer in range(self.layer_count(c)):
      x, k, v = self.block(w, c, layer, x, cosine, sine)
      _1 = torch.copy_(caches[2 * layer][first:last, :, :T], torch.index_select(k, 0, prompt_of_row))
      _2 = torch.copy_(caches[2 * layer + 1][first:last, :, :T], torch.index_select(v, 0, prompt_of_row))
    return torch.zeros([0], dtype=6, device=ids.device)

  # Writes fresh (A, K, D) into a cache at each row's own position (A), or at one for all.
  def store(self: __torch__.Policy, cache: Tensor, fresh: Tensor, position: Tensor, column: int, is_aligned: bool) -> Tensor:
    A = fresh.size(0)
    K = fresh.size(1)
    D = fresh.size(2)
    if is_aligned:
      result = torch.copy_(cache[:A, :, column], fresh)
    else:
      capacity = cache.size(2)
      lanes = torch.arange(0, A * K, dtype=4, device=cache.device).view([A, K]) * capacity
      flat = (lanes + torch.unsqueeze(position, 1)).view([-1])
      result = torch.index_copy_(cache.view([-1, D]), 0, flat, fresh.reshape([A * K, D]))
    return result

  # Attention of one query position per row. The query heads of a group are the rows of one small
  # matrix product with their shared keys, so keys and values are never repeated.
  # qkv (A, (H + 2K) D); mask (A K, 1, columns), 0 or -infinity, broadcast if aligned.
  def attend(self: __torch__.Policy, w: List[Tensor], c: List[float], layer: int, qkv: Tensor, keys: Tensor, values: Tensor, cosine: Tensor, sine: Tensor, position: Tensor, column: int, is_aligned: bool, mask: Tensor) -> Tensor:
    A = qkv.size(0)
    H = self.head_count(c)
    K = self.key_value_head_count(c)
    D = self.head_dimension(c)
    columns = column + 1
    heads = qkv.view([A, H + 2 * K, D])
    turning = heads[:, :H + K]
    if self.has_head_norms(c):
      turning = torch.cat([self.head_norm(w, c, layer, 0, heads[:, :H]), self.head_norm(w, c, layer, 1, heads[:, H:H + K])], 1)
    turned = self.rotate(turning, cosine, sine)
    _1 = self.store(keys, turned[:, H:], position, column, is_aligned)
    _2 = self.store(values, heads[:, H + K:], position, column, is_aligned)
    q = turned[:, :H].reshape([A * K, H // K, D])
    k = keys[:A, :, :columns].view([A * K, columns, D])
    v = values[:A, :, :columns].view([A * K, columns, D])
    if torch.eq(ops.prim.dtype(q), 6):
      beta = 1.0
      if is_aligned:
        beta = 0.0
      scores = torch.baddbmm(mask, q, k.transpose(1, 2), beta=beta, alpha=1.0 / torch.sqrt(float(D)))
      mixed = torch.bmm(torch.softmax(scores, -1), v)
    else:
      given = annotate(Optional[Tensor], None)
      if not is_aligned:
        given = mask.view([A, K, 1, columns])
      mixed = torch.scaled_dot_product_attention(q.view([A, K, H // K, D]), keys[:A, :, :columns], values[:A, :, :columns], given)
    return mixed.reshape([A, H * D])

  # Last hidden states (A, hidden) after token (A) at position (A). column is the highest position of any row;
  # is_aligned says that all rows are at it, and then nothing has to be masked.
  def decode(self: __torch__.Policy, w: List[Tensor], c: List[float], caches: List[Tensor], token: Tensor, position: Tensor, column: int, is_aligned: bool, cosines: Tensor, sines: Tensor) -> Tensor:
    A = token.size(0)
    K = self.key_value_head_count(c)
    epsilon = self.norm_epsilon(c)
    inner = w[self.layer_offset(c, 0) + 8].size(1)
    type = ops.prim.dtype(w[0])
    if is_aligned:
      cosine = cosines[column]
      sine = sines[column]
      mask = torch.zeros([1, 1, 1], dtype=type, device=token.device)
    else:
      cosine = torch.unsqueeze(torch.index_select(cosines, 0, position), 1)
      sine = torch.unsqueeze(torch.index_select(sines, 0, position), 1)
      later = torch.gt(torch.arange(0, column + 1, dtype=4, device=token.device), torch.unsqueeze(position, 1))
      mask = torch.masked_fill(torch.zeros([A, column + 1], dtype=type, device=token.device), later, -inf)
      mask = torch.repeat_interleave(torch.unsqueeze(mask, 1), K, 0)
    x = torch.embedding(w[0], token)
    for layer in range(self.layer_count(c)):
      o = self.layer_offset(c, layer)
      qkv = self.linear(self.rms_norm(x, w[o], epsilon), w[o + 1], self.bias(w, c, layer, 0))
      mixed = self.attend(w, c, layer, qkv, caches[2 * layer], caches[2 * layer + 1], cosine, sine, position, column, is_aligned, mask)
      x = torch.add_(self.linear(mixed, w[o + 4], None), x)
      both = self.linear(self.rms_norm(x, w[o + 5], epsilon), w[o + 6], None)
      x = torch.add_(self.linear(torch.silu(both[:, :inner]) * both[:, inner:], w[o + 8], None), x)
    return self.rms_norm(x, self.final_norm_weight(w, c), epsilon)
