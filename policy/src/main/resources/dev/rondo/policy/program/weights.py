  # Weights in memory. Java's arrays know no bfloat16 and no float16, so tensors of these types are
  # made, filled and read here; Java hands over and receives their bytes. Types are numbers as in
  # header.py, 5 is float16 and 15 bfloat16.

  # An uninitialised tensor; sizes and type int64.
  def empty_weight(self: __torch__.Policy, sizes: Tensor, type: Tensor) -> Tensor:
    return torch.empty(annotate(List[int], sizes.tolist()), dtype=int(type), device=sizes.device)

  # The parts of a joined weight, as views, split along its rows.
  def split_weight(self: __torch__.Policy, joined: Tensor, rows: Tensor) -> List[Tensor]:
    return torch.split_with_sizes(joined, annotate(List[int], rows.tolist()), 0)

  # Puts elements, given as bytes (uint8) of a type, into a weight from its element start on, in
  # the order of rows, converted to the weight's type.
  def fill_weight(self: __torch__.Policy, weight: Tensor, bytes: Tensor, type: Tensor, start: Tensor) -> Tensor:
    values = torch.view_copy(bytes, dtype=int(type))
    first = int(start)
    _1 = torch.copy_(torch.view(weight, [-1])[first:first + values.size(0)], values)
    return torch.zeros([0], dtype=6, device=weight.device)

  # The bytes (uint8) of count elements of a weight from element start on, converted to a type.
  def weight_bytes(self: __torch__.Policy, weight: Tensor, type: Tensor, start: Tensor, count: Tensor) -> Tensor:
    first = int(start)
    values = torch.view(torch.detach(weight), [-1])[first:first + int(count)]
    return torch.view_copy(torch.to(values, int(type)), dtype=0)
