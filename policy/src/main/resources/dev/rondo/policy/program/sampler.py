  # Drawing tokens: inverse of the cumulative distribution at one uniform number per token.

  # Sums up to each column of x (A, n). On a GPU a single row would be summed in an order that changes
  # from run to run, so it goes as two.
  def running_sum(self: __torch__.Policy, x: Tensor) -> Tensor:
    result = x
    if x.size(0) == 1 and torch.ne(ops.prim.device(x).type, "cpu"):
      result = torch.cumsum(torch.cat([x, x], 0), -1)[:1]
    else:
      result = torch.cumsum(x, -1)
    return result

  # Positions between two looks at how many rows are finished: asking makes the processor wait for a
  # GPU, and costs nothing without one.
  def look_interval(self: __torch__.Policy, token: Tensor) -> int:
    interval = 1
    if torch.ne(ops.prim.device(token).type, "cpu"):
      interval = 16
    return interval

  # The first index whose cumulative weight exceeds uniform * total; weights (A, V) float64.
  # An index of weight 0 is never drawn.
  def invert(self: __torch__.Policy, weights: Tensor, uniform: Tensor) -> Tensor:
    cumulative = self.running_sum(weights)
    target = torch.unsqueeze(uniform, 1) * cumulative[:, -1:]
    index = torch.searchsorted(cumulative, target, out_int32=False, right=True)
    return torch.clamp(index, max=weights.size(1) - 1)

  # Keeps the top_k most likely tokens (0: all) and of those, renormalised, the fewest whose mass
  # reaches top_p. Equal log-probabilities rank by token id. Returns the weights by rank (A, V),
  # float64, 0 for what is cut, and the token ids by rank.
  def truncate(self: __torch__.Policy, logprobs: Tensor, top_k: int, top_p: float) -> Tuple[Tensor, Tensor]:
    ranked, ids = torch.sort(logprobs, stable=True, dim=-1, descending=True)
    weights = torch.exp(torch.to(ranked, 7))
    if top_k > 0 and top_k < weights.size(1):
      _1 = torch.fill_(weights[:, top_k:], 0.0)
    if top_p < 1.0:
      before = self.running_sum(weights) - weights
      weights = torch.masked_fill(weights, torch.ge(before, top_p * torch.sum(weights, [-1], True)), 0.0)
    return (weights, ids)

  # As draw, for vocabularies so large that the work over all tokens is what costs: without passes in
  # float64 and without new arrays of that size. raw (A, V) are the logits in any type; work (rows,
  # columns) float32 with columns the next multiple of 128 and zeros from column V on. Tokens are
  # drawn in two levels, a block of 128 by the blocks' sums and a token inside it, with the same
  # uniform number. Cuts look at the likeliest candidates only, and at all tokens (draw) in the rows
  # where a cut could lie beyond them, eight rows at a time.
  def draw_large(self: __torch__.Policy, raw: Tensor, work: Tensor, uniform: Tensor, temperature: float, top_k: int, top_p: float) -> Tuple[Tensor, Tensor, Tensor]:
    A = raw.size(0)
    V = raw.size(1)
    is_greedy = temperature == 0.0
    is_cut = top_k > 0 or top_p < 1.0
    z = torch.copy_(work[:A, :V], raw)
    if not is_greedy and temperature != 1.0:
      z = torch.div_(z, temperature)
    highest = torch.amax(z, [-1], True)
    best = annotate(Tensor, highest)
    if is_greedy:
      best = torch.argmax(z, -1, True)
    candidates = 1024
    if top_k * 2 > candidates:
      candidates = top_k * 2
    if candidates > V:
      candidates = V
    likeliest = highest
    ids = best
    if is_cut:
      likeliest, ids = torch.topk(z, candidates, -1, True, True)
    weights = torch.exp_(torch.sub_(z, highest))
    blocks = work[:A].view([A, -1, 128])
    sums = torch.to(torch.sum(blocks, [-1]), 7)
    cumulative = self.running_sum(sums)
    total = cumulative[:, -1:]
    beyond = torch.zeros([0], dtype=4, device=raw.device)
    if is_cut:
      by_id, order = torch.sort(ids, stable=True, dim=-1, descending=False)
      ranked, by_rank = torch.sort(torch.gather(likeliest, -1, order), stable=True, dim=-1, descending=True)
      ids = torch.gather(by_id, -1, by_rank)
      kept = torch.exp(torch.to(ranked - highest, 7))
      mass = total
      if top_k > 0 and top_k < candidates:
        _1 = torch.fill_(kept[:, top_k:], 0.0)
        mass = torch.sum(kept, [-1], True)
      if top_p < 1.0:
        before = self.running_sum(kept) - kept
        kept = torch.masked_fill(kept, torch.ge(before, mass * top_p), 0.0)
      doubtful = torch.logical_and(torch.gt(kept, 0.0), torch.eq(ranked, ranked[:, -1:]))
      if candidates < V:
        beyond = torch.squeeze(torch.nonzero(torch.any(doubtful, 1)), -1)
      if is_greedy:
        rank = torch.zeros([A, 1], dtype=4, device=raw.device)
      else:
        rank = self.invert(kept, uniform)
      token = torch.gather(ids, -1, rank)
      weight = torch.gather(kept, -1, rank)
      sampling = torch.log(weight / torch.sum(kept, [-1], True))
      behavior = torch.log(weight / total)
    else:
      if is_greedy:
        token = best
      else:
        target = torch.unsqueeze(uniform, 1) * total
        block = torch.clamp(torch.searchsorted(cumulative, target, out_int32=False, right=True), max=sums.size(1) - 1)
        mass = torch.gather(sums, -1, block)
        rest = torch.clamp((target - torch.gather(cumulative, -1, block) + mass) / mass, 0.0, 0.9999999999999998)
        inside = torch.index_select(blocks.reshape([-1, 128]), 0, torch.squeeze(block, -1) + torch.arange(0, A, dtype=4, device=raw.device) * sums.size(1))
        token = block * 128 + self.invert(torch.to(inside, 7), torch.squeeze(rest, -1)).view([A, 1])
        token = torch.clamp(token, max=V - 1)
      behavior = torch.log(torch.to(torch.gather(weights, -1, token), 7) / total)
      sampling = behavior
    token = torch.squeeze(token, -1)
    behavior = torch.squeeze(torch.to(behavior, 6), -1)
    sampling = torch.squeeze(torch.to(sampling, 6), -1)
    start = 0
    while start < beyond.size(0):
      rows = beyond[start:start + 8]
      if rows.size(0) == 1:
        # The sum over a single row would be split between threads, and its last bits be others.
        rows = torch.cat([rows, rows], 0)
      drawn, by_all, by_kept = self.draw(torch.to(torch.index_select(raw, 0, rows), 6), torch.index_select(uniform, 0, rows), temperature, top_k, top_p)
      token = torch.index_copy(token, 0, rows, drawn)
      behavior = torch.index_copy(behavior, 0, rows, by_all)
      sampling = torch.index_copy(sampling, 0, rows, by_kept)
      start = start + 8
    return (token, behavior, sampling)

  # One token per row from logits (A, V). Returns tokens (A) and their natural log-probabilities
  # under softmax(logits / temperature), untruncated, and under what was drawn from. At temperature
  # 0 the most likely token, the lowest id of equals, with log-probabilities at temperature 1.
  def draw(self: __torch__.Policy, logits: Tensor, uniform: Tensor, temperature: float, top_k: int, top_p: float) -> Tuple[Tensor, Tensor, Tensor]:
    is_greedy = temperature == 0.0
    if is_greedy:
      logprobs = torch.log_softmax(logits, -1)
    else:
      logprobs = torch.log_softmax(logits / temperature, -1)
    if top_k > 0 or top_p < 1.0:
      weights, ids = self.truncate(logprobs, top_k, top_p)
      if is_greedy:
        rank = torch.zeros([logits.size(0), 1], dtype=4, device=logits.device)
      else:
        rank = self.invert(weights, uniform)
      token = torch.gather(ids, -1, rank)
      behavior = torch.gather(logprobs, -1, token)
      sampling = torch.to(torch.log(torch.gather(weights, -1, rank) / torch.sum(weights, [-1], True)), 6)
    else:
      if is_greedy:
        token = torch.argmax(logits, -1, True)
      else:
        token = self.invert(torch.exp(torch.to(logprobs, 7)), uniform)
      behavior = torch.gather(logprobs, -1, token)
      sampling = behavior
    return (torch.squeeze(token, -1), torch.squeeze(behavior, -1), torch.squeeze(sampling, -1))

  # Samples at most n further positions of every unfinished row.
  # state: rows (which request a slot holds), token (the last one of each slot), position (where
  # that token goes), alive (slot not finished); A slots each.
  # tables: cosines and sines by position, is_stop by token id.
  # uniforms (requests, n) float64. options: temperature, top_k, top_p, column (highest position),
  # is_aligned, number of the next positions at which no stop token may be drawn.
  # Returns tokens (requests, n) with -1 where a request was finished, behavior and sampling
  # log-probabilities (requests, n), and the new state.
  # Finished slots are dropped as soon as they are an eighth, on a GPU at every sixteenth column: the
  # last unfinished slots move into the holes. The rule looks at positions only, so it does not depend
  # on n.
  def advance(self: __torch__.Policy, w: List[Tensor], caches: List[Tensor], state: List[Tensor], tables: List[Tensor], uniforms: Tensor, configuration: Tensor, options: Tensor) -> Tuple[Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor]:
    c = self.settings(configuration)
    given = annotate(List[float], options.tolist())
    temperature = given[0]
    top_k = int(given[1])
    top_p = given[2]
    column = int(given[3])
    is_aligned = given[4] != 0.0
    held = int(given[5])
    rows = torch.clone(state[0])
    token = torch.clone(state[1])
    position = torch.clone(state[2])
    alive = torch.clone(state[3])
    n = uniforms.size(1)
    tokens = torch.full([n, uniforms.size(0)], -1, dtype=4, device=token.device)
    behavior = torch.zeros([n, uniforms.size(0)], dtype=6, device=token.device)
    sampling = torch.zeros([n, uniforms.size(0)], dtype=6, device=token.device)
    uniforms = uniforms.t().contiguous()
    head = self.head_weight(w, c)
    V = head.size(0)
    is_large = V >= 8192
    work = torch.zeros([0], dtype=6, device=token.device)
    if is_large:
      work = torch.zeros([rows.size(0), (V + 127) // 128 * 128], dtype=6, device=token.device)
    interval = self.look_interval(token)
    step = 0
    while step < n and rows.size(0) > 0:
      hidden = self.decode(w, c, caches, token, position, column, is_aligned, tables[0], tables[1])
      number = torch.index_select(uniforms[step], 0, rows)
      if is_large:
        raw = self.linear(hidden, head, None)
        if step < held:
          raw = torch.masked_fill(raw, tables[2], -inf)
        token, drawn, truncated = self.draw_large(raw, work, number, temperature, top_k, top_p)
      else:
        logits = self.logits(w, c, hidden)
        if step < held:
          logits = torch.masked_fill(logits, tables[2], -inf)
        token, drawn, truncated = self.draw(logits, number, temperature, top_k, top_p)
      _1 = torch.index_copy_(tokens[step], 0, rows, torch.where(alive, token, -1))
      _2 = torch.index_copy_(behavior[step], 0, rows, drawn)
      _3 = torch.index_copy_(sampling[step], 0, rows, truncated)
      alive = torch.logical_and(alive, torch.logical_not(torch.index_select(tables[2], 0, token)))
      position = position + 1
      column = column + 1
      step = step + 1
      A = rows.size(0)
      left = A
      if column // interval * interval == column:
        left = int(torch.sum(alive))
      if (A - left) * 8 >= A:
        holes = torch.squeeze(torch.nonzero(torch.logical_not(alive[:left])), -1)
        movers = torch.squeeze(torch.nonzero(alive[left:]), -1) + left
        rows = torch.index_copy(rows, 0, holes, torch.index_select(rows, 0, movers))[:left]
        token = torch.index_copy(token, 0, holes, torch.index_select(token, 0, movers))[:left]
        position = torch.index_copy(position, 0, holes, torch.index_select(position, 0, movers))[:left]
        alive = torch.ones([left], dtype=11, device=token.device)
        if holes.size(0) > 0:
          for i in range(len(caches)):
            used = caches[i][:, :, :column]
            _4 = torch.index_copy_(used, 0, holes, torch.index_select(used, 0, movers))
    return (tokens.t().contiguous(), behavior.t().contiguous(), sampling.t().contiguous(), rows, token, position, alive)

  # Cosine and sine by position, (positions, D/2) each.
  def position_tables(self: __torch__.Policy, positions: Tensor, configuration: Tensor) -> Tuple[Tensor, Tensor]:
    return self.rope_tables(positions, self.settings(configuration))
