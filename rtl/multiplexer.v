// 2:1 multiplexer of a word. Without registers.
// Prices as the multiplexer of a compare-exchange (sorting networks, `argmax comparator-tree`).
module multiplexer #(
    parameter BITS = 32
) (
    input             second,
    input  [BITS-1:0] a, b,
    output [BITS-1:0] word
);
    assign word = second ? b : a;
endmodule
