// Counting sorter with a table of one counter a bucket, one access a cycle. Operations: 0 clears the table; 1 counts
// a key of `bucket`; 2 turns the bucket's count into the rank of its first key (buckets in rising order); 3 places
// the next key of `bucket`, whose rank is registered. Registers: the table, the running total and the rank.
// Prices with `sorter counting`.
module counting_sorter #(
    parameter BUCKETS = 64,
    parameter BITS    = 32,
    parameter INDEX   = $clog2(BUCKETS)
) (
    input                 clk,
    input      [1:0]      operation,
    input      [INDEX-1:0] bucket,
    output reg [BITS-1:0] rank
);
    reg  [BUCKETS*BITS-1:0] counts;
    reg  [BITS-1:0]         total;
    wire [BITS-1:0]         entry = counts[bucket*BITS +: BITS];
    wire [BITS-1:0]         sum = entry + (operation == 2'd2 ? total : {{(BITS-1){1'b0}}, 1'b1});
    integer n;
    always @(posedge clk) begin
        for (n = 0; n < BUCKETS; n = n + 1)
            if (operation == 2'd0) counts[n*BITS +: BITS] <= {BITS{1'b0}};
            else if (bucket == n) counts[n*BITS +: BITS] <= operation == 2'd2 ? total : sum;
        if (operation == 2'd0) total <= {BITS{1'b0}};
        if (operation == 2'd2) total <= sum;
        if (operation == 2'd3) rank <= entry;
    end
endmodule
