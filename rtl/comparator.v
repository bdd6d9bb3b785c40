// Comparator of two unsigned words. Without registers.
// Prices as the comparator of `argmax comparator-tree`, of sorting networks and of top-k units.
module comparator #(
    parameter BITS = 32
) (
    input  [BITS-1:0] a, b,
    output            greater     // b > a: the later word wins only if it is larger
);
    assign greater = b > a;
endmodule
