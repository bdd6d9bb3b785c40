// Shift-and-add accumulator: adds a partial result, shifted, to a registered word; overflow wraps.
// Prices with `shift-add accumulator`.
module shift_add #(
    parameter BITS    = 16,
    parameter PARTIAL = 8,
    parameter SHIFT   = 3
) (
    input                      clk,
    input                      start,       // the sum starts again
    input signed [PARTIAL-1:0] partial,
    input [SHIFT-1:0]          shift,
    output reg [BITS-1:0]      sum
);
    wire signed [BITS-1:0] wide = partial;
    always @(posedge clk) sum <= (start ? {BITS{1'b0}} : sum) + (wide <<< shift);
endmodule
