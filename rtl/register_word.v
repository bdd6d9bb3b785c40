// Register of a word. ENABLE 1: it keeps its word in cycles without `enable`, by a multiplexer in front of each bit;
// 0: it stores in every cycle, as one does whose clock is gated.
// Prices with `register d-flip-flop`, `register synthesised` and the register bits of every other unit.
module register_word #(
    parameter BITS   = 32,
    parameter ENABLE = 0
) (
    input                 clk,
    input                 enable,
    input      [BITS-1:0] value,
    output reg [BITS-1:0] word
);
    always @(posedge clk) if (enable || ENABLE == 0) word <= value;
endmodule
