// Signed multiplier. Without registers.
// Prices with `mac int8` (its multiplication) and `projection dense-int8`.
module multiplier #(
    parameter BITS = 8
) (
    input  signed [BITS-1:0]   a, b,
    output signed [2*BITS-1:0] product
);
    assign product = a * b;
endmodule
