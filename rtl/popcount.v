// Number of ones of a code: both halves are counted and added, with the odd bit as the carry in. A code of 2^k - 1
// bits takes 2^k - 1 - k full adders, the least possible. Without registers.
// Prices with `popcount adder-tree`, and as the tree of stores that compare codes (`search`).
module popcount #(
    parameter BITS  = 64,
    parameter COUNT = $clog2(BITS + 1)
) (
    input  [BITS-1:0]  code,
    output [COUNT-1:0] count
);
    generate
        if (BITS == 1) begin : single
            assign count = code;
        end else if (BITS == 2) begin : pair
            assign count = {code[1] & code[0], code[1] ^ code[0]};
        end else begin : halves
            localparam LEFT   = (BITS - 1) / 2;
            localparam RIGHT  = BITS - 1 - LEFT;
            localparam SUBSUM = $clog2(RIGHT + 1);
            wire [$clog2(LEFT+1)-1:0] left;
            wire [SUBSUM-1:0]         right;
            wire [SUBSUM-1:0]         wide = left;
            wire [SUBSUM:0]           carry;
            wire [SUBSUM-1:0]         total;
            genvar n;
            popcount #(.BITS(LEFT))  low  (.code(code[LEFT-1:0]), .count(left));
            popcount #(.BITS(RIGHT)) high (.code(code[BITS-2:LEFT]), .count(right));
            assign carry[0] = code[BITS-1];
            for (n = 0; n < SUBSUM; n = n + 1) begin : chain
                full_adder one (
                    .a(wide[n]), .b(right[n]), .carry_in(carry[n]), .sum(total[n]), .carry(carry[n+1]));
            end
            wire [SUBSUM:0] whole = {carry[SUBSUM], total};
            assign count = whole[COUNT-1:0];
        end
    endgenerate
endmodule
