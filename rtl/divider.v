// Restoring divider of 0 <= numerator <= denominator: one bit of the quotient a cycle, by a trial subtraction, truncated
// after FRACTION bits. `start` takes the operands; the quotient is complete FRACTION + 1 cycles later.
// Registers: remainder, denominator, quotient.
// Prices with `divider restoring`.
module divider #(
    parameter BITS     = 16,
    parameter FRACTION = 16
) (
    input                   clk,
    input                   start,
    input      [BITS-1:0]   numerator, denominator,
    output reg [FRACTION:0] quotient
);
    reg  [BITS:0]   remainder;
    reg  [BITS-1:0] divisor;
    wire [BITS+1:0] trial = {1'b0, remainder} - {2'b0, divisor};
    wire            fits = ~trial[BITS+1];
    wire [BITS:0]   left = fits ? trial[BITS:0] : remainder;
    always @(posedge clk)
        if (start) begin
            remainder <= {1'b0, numerator};
            divisor   <= denominator;
            quotient  <= {(FRACTION+1){1'b0}};
        end else begin
            remainder <= {left[BITS-1:0], 1'b0};
            quotient  <= {quotient[FRACTION-1:0], fits};
        end
endmodule
