  # Rotary position embedding as Hugging Face lays it out: dimension i turns with i + D/2.

  # The angle by which each of the D/2 pairs turns per position, float32, for every rope type.
  #   linear: c[10] factor.
  #   llama3: c[10] factor, c[11] low and c[12] high frequency factor, c[13] original positions.
  #   yarn:   c[10] factor, c[11] first and c[12] last pair of the ramp from kept to interpolated.
  def rope_frequencies(self: __torch__.Policy, c: List[float], positions: Tensor) -> Tensor:
    D = self.head_dimension(c)
    exponents = torch.arange(0, D, 2, dtype=6, device=positions.device) / D
    frequencies = torch.reciprocal(torch.pow(self.rope_theta(c), exponents))
    type = self.rope_type(c)
    if type == 1:
      frequencies = frequencies / c[10]
    if type == 2:
      wavelengths = torch.reciprocal(frequencies) * 6.283185307179586
      is_long = torch.gt(wavelengths, c[13] / c[11])
      is_short = torch.lt(wavelengths, c[13] / c[12])
      smooth = (torch.reciprocal(wavelengths) * c[13] - c[11]) / (c[12] - c[11])
      blended = torch.rsub(smooth, 1.0) * frequencies / c[10] + smooth * frequencies
      frequencies = torch.where(is_long, frequencies / c[10], torch.where(is_short, frequencies, blended))
    if type == 3:
      pairs = torch.arange(0, D // 2, dtype=6, device=positions.device)
      kept = torch.rsub(torch.clamp((pairs - c[11]) / (c[12] - c[11]), 0., 1.), 1.0)
      frequencies = frequencies / c[10] * torch.rsub(kept, 1.0) + frequencies * kept
    return frequencies

  # Half-tables of cosine and sine, (positions, D/2) each, float32, times the attention factor
  # c[14] (1 but for yarn).
  def rope_tables(self: __torch__.Policy, positions: Tensor, c: List[float]) -> Tuple[Tensor, Tensor]:
    angles = torch.unsqueeze(torch.to(positions, 6), -1) * self.rope_frequencies(c, positions)
    return (torch.cos(angles) * c[14], torch.sin(angles) * c[14])

  # x (..., D) with tables that broadcast against (..., D/2): turned in float32, returned in x's
  # type.
  def rotate(self: __torch__.Policy, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = x.size(-1) // 2
    first = x[..., :half]
    second = x[..., half:]
    turned = torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)
    return torch.type_as(turned, x)
