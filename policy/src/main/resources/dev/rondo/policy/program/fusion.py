  # Weights as the sampler wants them: query, key and value in one matrix, gate and up in another.
  # The separate weights become views into these, so a policy is held in memory once.

  # Per layer: (query|key|value) matrix, gate|up matrix and, with biases, the (query|key|value) bias.
  def fuse(self: __torch__.Policy, w: List[Tensor], configuration: Tensor) -> List[Tensor]:
    c = self.settings(configuration)
    fused = annotate(List[Tensor], [])
    for layer in range(self.layer_count(c)):
      o = self.layer_offset(c, layer)
      fused.append(torch.cat([w[o + 1], w[o + 2], w[o + 3]], 0))
      fused.append(torch.cat([w[o + 6], w[o + 7]], 0))
      if self.has_biases(c):
        fused.append(torch.cat([w[o + 9], w[o + 10], w[o + 11]], 0))
    return fused

  # The list of weights again: views where fuse joined, clones elsewhere.
  def unfuse(self: __torch__.Policy, w: List[Tensor], fused: List[Tensor], configuration: Tensor) -> List[Tensor]:
    c = self.settings(configuration)
    views = annotate(List[Tensor], [])
    for i in range(len(w)):
      views.append(w[i])
    stride = self.fused_stride(c)
    last = self.layer_offset(c, self.layer_count(c))
    views[0] = torch.clone(w[0])
    for i in range(last, len(w)):
      views[i] = torch.clone(w[i])
    for layer in range(self.layer_count(c)):
      o = self.layer_offset(c, layer)
      f = layer * stride
      q = w[o + 1].size(0)
      k = w[o + 2].size(0)
      inner = w[o + 6].size(0)
      views[o] = torch.clone(w[o])
      views[o + 4] = torch.clone(w[o + 4])
      views[o + 5] = torch.clone(w[o + 5])
      views[o + 8] = torch.clone(w[o + 8])
      views[o + 1] = fused[f][:q]
      views[o + 2] = fused[f][q:q + k]
      views[o + 3] = fused[f][q + k:]
      views[o + 6] = fused[f + 1][:inner]
      views[o + 7] = fused[f + 1][inner:]
      if self.has_biases(c):
        views[o + 9] = fused[f + 2][:q]
        views[o + 10] = fused[f + 2][q:q + k]
        views[o + 11] = fused[f + 2][q + k:]
      if self.has_head_norms(c):
        n = self.layer_offset(c, layer + 1) - 2
        views[n] = torch.clone(w[n])
        views[n + 1] = torch.clone(w[n + 1])
    return views

  def fused_stride(self: __torch__.Policy, c: List[float]) -> int:
    stride = 2
    if self.has_biases(c):
      stride = 3
    return stride
