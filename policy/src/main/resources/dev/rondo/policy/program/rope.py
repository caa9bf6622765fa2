  # Rotary position embedding as Hugging Face lays it out: dimension i turns with i + D/2.

  # Half-tables of cosine and sine, (positions, D/2) each, in float32.
  def rope_tables(self: __torch__.Policy, positions: Tensor, head_dimension: int, theta: float) -> Tuple[Tensor, Tensor]:
    exponents = torch.arange(0, head_dimension, 2, dtype=6, device=positions.device) / head_dimension
    frequencies = torch.reciprocal(torch.pow(theta, exponents))
    angles = torch.unsqueeze(torch.to(positions, 6), -1) * frequencies
    return (torch.cos(angles), torch.sin(angles))

  # x (..., D) with tables that broadcast against (..., D/2).
  def rotate(self: __torch__.Policy, x: Tensor, cosine: Tensor, sine: Tensor) -> Tensor:
    half = x.size(-1) // 2
    first = x[..., :half]
    second = x[..., half:]
    return torch.cat([first * cosine - second * sine, second * cosine + first * sine], -1)
