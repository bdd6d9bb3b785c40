// Register of a word with an enable.
// Prices with `register d-flip-flop`, `register synthesised` and the register bits of every other unit.
module register_word #(
    parameter BITS = 32
) (
    input                 clk,
    input                 enable,
    input      [BITS-1:0] value,
    output reg [BITS-1:0] word
);
    always @(posedge clk) if (enable) word <= value;
endmodule
