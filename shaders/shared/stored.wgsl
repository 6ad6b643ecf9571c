// How the numbers between Winograd's transforms are stored: in 32 bits, or where `half` is set in 16, if the device has them. What is
// computed with them is so in 32. Gradients are stored SCALE times as large: those of a batch's many images would be too small for 16
// bits, whose least number is 6e-8.

override half: bool;

alias stored = f32; // f16 where `half` is set
const SCALE = 1.0 + 4095.0 * f32(half);
