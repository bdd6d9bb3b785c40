// Adder of two words, two's complement, overflow wraps. Without registers: the model's registers are priced apart.
// Prices with `adder pipelined` and `adder ripple`, and as the adder of sorters, top-k and projection units.
module adder #(
    parameter BITS = 32
) (
    input  [BITS-1:0] a, b,
    output [BITS-1:0] sum
);
    assign sum = a + b;
endmodule
